// Every format that is read and written, in the order in which they are tried: the more telling first.
import { androidNsc, trustKitAndroid } from './android-nsc.ts';
import { curl } from './curl.ts';
import { iosPinnedDomains } from './ios-pinned-domains.ts';
import { okHttpJava, okHttpKotlin } from './okhttp.ts';
import { pinspectFormat } from './pinspect-format.ts';
import type { PolicyFormat } from './policy-format.ts';
import { rfc7469 } from './rfc7469.ts';
import { trustKitIos } from './trustkit-ios.ts';

export const policyFormats: readonly PolicyFormat[] = [
  pinspectFormat,
  trustKitIos,
  iosPinnedDomains,
  trustKitAndroid,
  androidNsc,
  okHttpKotlin,
  okHttpJava,
  rfc7469,
  curl,
];
