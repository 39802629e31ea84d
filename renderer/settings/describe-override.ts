import type { NameOverride } from '../../common/name-override.ts';

const authority = (host: string, port: number | null): string =>
  `${host.includes(':') ? `[${host}]` : host}${port === null ? '' : `:${port}`}`;

/** `api.example.com:443 → 127.0.0.1:8443`; what is left as it was is not said. */
export const describeOverride = ({ host, port, toHost, toPort }: NameOverride): string => {
  const from = host === '' ? `every host${port === null ? '' : ` on port ${port}`}` : authority(host, port);
  const to = toHost === '' ? `port ${toPort ?? ''}` : authority(toHost, toPort);
  return `${from} → ${to}`;
};
