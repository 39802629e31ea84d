import type { NameOverride } from '../../../common/name-override.ts';
import { type Result, failure, success } from '../../../common/result.ts';
import { type Route, directRoute, parseProxyUrl } from '../../network/route.ts';
import type { CommandIo, GivenArguments } from '../command.ts';
import { parseConnectTo } from './connect-to.ts';
import { proxyFromEnvironment } from './environment-proxy.ts';

/** By `--proxy` and `--connect-to`; without `--proxy` by the environment's proxies, `{}` where they do not count. The error is a sentence. */
export const readRoute = (
  given: GivenArguments,
  environment: CommandIo['environment'],
): Result<Route, string> => {
  const overrides: NameOverride[] = [];
  for (const text of given.values('connect-to')) {
    const override = parseConnectTo(text);
    if (!override.ok) return override;
    overrides.push(override.value);
  }
  const choice = readChoice(given.value('proxy'), environment);
  return choice.ok ? success({ ...directRoute, choice: choice.value, overrides }) : choice;
};

const readChoice = (
  url: string | null,
  environment: CommandIo['environment'],
): Result<Route['choice'], string> => {
  if (url === null) return proxyFromEnvironment(environment);
  const proxy = parseProxyUrl(url);
  return proxy.ok ? success({ kind: 'proxy', proxy: proxy.value }) : failure(`--proxy: ${proxy.error}`);
};
