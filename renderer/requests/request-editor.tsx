import { Button, Select, Tabs, TextInput } from '@mantine/core';
import { IconPlayerStop, IconSend2 } from '@tabler/icons-react';
import { useState, type KeyboardEvent, type ReactElement, type RefObject } from 'react';
import { collectionLimits, type SavedRequest } from '../../common/requests/collection.ts';
import {
  carriesBody,
  countHeaders,
  isMethod,
  methods,
  parseDraft,
} from '../../common/requests/request-draft.ts';
import { collectionsStore } from './collections-store.ts';
import { OutcomeLine } from './outcome-line.tsx';
import classes from './request-editor.module.css';
import { BodyText, HeadersText } from './request-texts.tsx';
import { useRequestSession } from './request-session.ts';
import { ResponsePane } from './response-pane.tsx';
import { sessionOf } from './saved-sessions.ts';
import { isOwnEscape } from '../ui/escape.ts';

/** One saved request: every key is kept as it is typed. Enter in the URL sends, Ctrl+Enter from anywhere. */
export const RequestEditor = ({
  request,
  nameRef,
  onShowConnection,
}: {
  readonly request: SavedRequest;
  readonly nameRef: RefObject<HTMLInputElement | null>;
  readonly onShowConnection: (connectionId: number) => void;
}): ReactElement => {
  const session = sessionOf(request.id);
  const { running, ended } = useRequestSession(session);
  const [problem, setProblem] = useState<string | null>(null);
  const headerCount = countHeaders(request.headers);
  const isBodyIgnored = request.body !== '' && !carriesBody(request.method);
  const edit = (change: Partial<SavedRequest>): void => {
    setProblem(null);
    collectionsStore.editRequest(request.id, change);
  };
  const send = (): void => {
    const parsed = parseDraft(request);
    if (parsed.ok) session.send(parsed.value);
    setProblem(parsed.ok ? null : parsed.error);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isOwnEscape(event) && running !== null) session.cancel();
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      send();
    }
  };
  return (
    <div className={classes.editor}>
      <form
        className={classes.form}
        aria-label="Saved request"
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <TextInput
          ref={nameRef}
          aria-label="Name"
          placeholder="Name (the URL without one)"
          classNames={{ input: classes.name ?? '' }}
          variant="unstyled"
          maxLength={collectionLimits.name}
          value={request.name}
          onChange={(event) => {
            edit({ name: event.currentTarget.value });
          }}
        />
        <div className={classes.line}>
          <Select
            className={classes.method ?? ''}
            aria-label="Method"
            data={methods}
            value={request.method}
            allowDeselect={false}
            withCheckIcon={false}
            onChange={(value) => {
              if (isMethod(value)) edit({ method: value });
            }}
          />
          <TextInput
            className={classes.url ?? ''}
            aria-label="Address"
            placeholder="https://api.example.com/ or just a host name"
            spellCheck={false}
            autoComplete="off"
            maxLength={collectionLimits.url}
            value={request.url}
            error={problem}
            onChange={(event) => {
              edit({ url: event.currentTarget.value });
            }}
          />
          {running === null ? (
            <Button type="submit" leftSection={<IconSend2 size={15} aria-hidden />}>
              Send
            </Button>
          ) : (
            <Button
              variant="default"
              leftSection={<IconPlayerStop size={15} aria-hidden />}
              onClick={session.cancel}
            >
              Cancel
            </Button>
          )}
        </div>
        <Tabs defaultValue={null} allowTabDeactivation keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="headers">Headers{headerCount > 0 && ` (${headerCount})`}</Tabs.Tab>
            <Tabs.Tab value="body">Body{request.body !== '' && ' •'}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="headers" pt={6}>
            <HeadersText
              label="Request headers"
              maxLength={collectionLimits.headers}
              value={request.headers}
              onChange={(headers) => {
                edit({ headers });
              }}
            />
          </Tabs.Panel>
          <Tabs.Panel value="body" pt={6}>
            <BodyText
              label="Request body"
              maxLength={collectionLimits.body}
              ignoredBy={isBodyIgnored ? request.method : null}
              value={request.body}
              onChange={(body) => {
                edit({ body });
              }}
            />
          </Tabs.Panel>
        </Tabs>
      </form>
      <OutcomeLine session={session} onShowConnection={onShowConnection} onShowResponse={null} />
      {ended === null ? (
        <p className={classes.hint}>
          The answer comes here: its verdict hop by hop, where the time went, headers and body.
        </p>
      ) : (
        <ResponsePane ended={ended} onShowConnection={onShowConnection} />
      )}
    </div>
  );
};
