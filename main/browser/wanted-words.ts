/** What a page asked for, as the end of "asked …": by Electron's names of permissions (docs/api/session.md). */
const words: Readonly<Record<string, string>> = {
  'clipboard-read': 'to read the clipboard',
  'clipboard-sanitized-write': 'to write to the clipboard',
  'display-capture': 'to see your screen',
  fullscreen: 'for the full screen',
  geolocation: 'to know where you are',
  'idle-detection': 'to know when you are away',
  keyboardLock: 'to take over the keyboard',
  media: 'for camera or microphone',
  mediaKeySystem: 'to play protected media',
  midi: 'for MIDI devices',
  midiSysex: 'for MIDI devices',
  notifications: 'to show notifications',
  pointerLock: 'to take over the pointer',
  openExternal: 'to open another program',
  'speaker-selection': 'to choose a loudspeaker',
  'storage-access': 'for its cookies inside another site',
  'top-level-storage-access': 'for its cookies inside another site',
  'window-management': 'to arrange windows on your screens',
  fileSystem: 'for files on this computer',
  usb: 'for a USB device',
  hid: 'for an input device',
  serial: 'for a serial port',
  bluetooth: 'for a Bluetooth device',
};

export const wantedWords = (permission: string): string =>
  new Map(Object.entries(words)).get(permission) ?? `for “${permission}”`;
