import { describe, expect, test } from 'vitest';
import { CarriedHistory } from '../../../main/browser/carried-history.ts';
import { wayFromWaiting, whyToWait } from '../../../main/browser/waiting-page.ts';

describe('a page whose epoch has ended', () => {
  test('is loaded again at once only where it is seen and answered no form', () => {
    expect(whyToWait({ isFormAnswer: false, isShown: true })).toBeNull();
    expect(whyToWait({ isFormAnswer: false, isShown: false })).toBe('hidden');
    expect(whyToWait({ isFormAnswer: true, isShown: true })).toBe('form');
    expect(whyToWait({ isFormAnswer: true, isShown: false })).toBe('form');
  });

  test('is left by reload, back and forward, and by nothing else', () => {
    const history = new CarriedHistory();
    history.carry({ urls: ['https://a.test/', 'https://a.test/sent'], at: 1 }, 'https://a.test/sent');
    const waiting = { url: 'https://a.test/sent', why: 'form', hadDevTools: false } as const;
    expect(wayFromWaiting(waiting, 'reload', history)).toBe('https://a.test/sent');
    expect(wayFromWaiting(waiting, 'zoom-in', history)).toBeNull();
    expect(wayFromWaiting(waiting, 'forward', history)).toBeNull();
    expect(wayFromWaiting(waiting, 'back', history)).toBe('https://a.test/');
  });
});
