import { Button, SegmentedControl } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useMemo, useState, type ReactElement } from 'react';
import type { Failure, RequestOutcome } from '../../common/ipc/state.ts';
import { call } from '../bridge.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { formatBytes } from '../ui/format-quantity.ts';
import classes from './body-view.module.css';
import { formatJson } from './format-json.ts';
import { base64OfText, hexDump } from './hex-dump.ts';

type Response = NonNullable<RequestOutcome['response']>;
type Form = 'json' | 'text' | 'hex';

/** As in main: nobody reads more byte for byte. */
const shownBytes = 16_384;

const formLabels: Readonly<Record<Form, string>> = { json: 'JSON', text: 'Text', hex: 'Hex' };

/** Of the URL's last part, so that a saved file is known again. */
const nameOf = (url: string): string => {
  const { hostname, pathname } = new URL(url);
  const last = pathname.split('/').findLast((part) => part !== '') ?? '';
  return last.includes('.') ? last : hostname;
};

/** The body as formatted JSON, text or bytes; as much of it as is shown is said, and the whole can be saved. */
export const BodyView = ({
  response,
  token,
  url,
}: {
  readonly response: Response;
  readonly token: string;
  readonly url: string;
}): ReactElement => {
  const { bodyText, bodyBase64, bodyBytes, isTruncated } = response;
  const json = useMemo(
    () => (bodyText === null || isTruncated ? null : formatJson(bodyText)),
    [bodyText, isTruncated],
  );
  const forms: readonly Form[] =
    bodyText === null ? ['hex'] : json === null ? ['text', 'hex'] : ['json', 'text', 'hex'];
  const [chosen, setChosen] = useState<Form | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const form = chosen !== null && forms.includes(chosen) ? chosen : (forms[0] ?? 'text');
  const shown = useMemo(() => {
    if (form === 'json') return json ?? '';
    if (form === 'text') return bodyText ?? '';
    return hexDump(bodyBase64 ?? base64OfText(bodyText ?? '', shownBytes));
  }, [form, json, bodyText, bodyBase64]);
  const save = async (): Promise<void> => {
    setFailure(null);
    const saved = await call('response.save', { token, name: nameOf(url).slice(0, 200) });
    if (!saved.ok) setFailure(saved.error);
    else if (saved.value !== null) notifications.show({ message: `Saved to ${saved.value}.` });
  };
  const isPartOfHex = form === 'hex' && bodyBytes > shownBytes;
  return (
    <>
      <div className={classes.head}>
        <h3 className={classes.title}>Body</h3>
        <span className={classes.size}>{formatBytes(bodyBytes)}</span>
        {bodyBytes > 0 && (
          <>
            <SegmentedControl
              aria-label="Show the body as"
              value={form}
              onChange={(value) => {
                setChosen(value);
              }}
              data={forms.map((one) => ({ value: one, label: formLabels[one] }))}
            />
            <CopyButton text={shown} what="body" label="Copy body" />
            <Button
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
              onClick={() => void save()}
            >
              Save whole body…
            </Button>
          </>
        )}
      </div>
      {failure !== null && <FailureNote failure={failure} />}
      {(isTruncated || isPartOfHex) && (
        <p className={classes.cut} role="note">
          {isPartOfHex
            ? `The first ${formatBytes(shownBytes)} of ${formatBytes(bodyBytes)} are shown.`
            : `Cut: the first ${formatBytes(2 * 1024 * 1024)} of ${formatBytes(bodyBytes)} are shown${bodyText === null ? '' : ', as text'}.`}{' '}
          “Save whole body…” writes all of it.
        </p>
      )}
      {bodyBytes === 0 ? (
        <p className={classes.none}>The body is empty.</p>
      ) : (
        <pre
          className={classes.body}
          data-form={form}
          tabIndex={0}
          aria-label={`Body as ${formLabels[form]}`}
        >
          {shown}
        </pre>
      )}
    </>
  );
};
