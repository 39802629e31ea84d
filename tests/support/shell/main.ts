import { app } from 'electron';
import { refuseDangerousSwitches, setSafeSwitches } from '../../../main/electron/switches.ts';

refuseDangerousSwitches(app, { allowsRemoteDebugging: true });
setSafeSwitches(app);
