import { ActionIcon, Button, Select, TextInput, Tooltip } from '@mantine/core';
import { IconBookmarkPlus, IconPlayerStop, IconSend2 } from '@tabler/icons-react';
import { useState, type KeyboardEvent, type ReactElement, type RefObject } from 'react';
import {
  carriesBody,
  countHeaders,
  isMethod,
  methods,
  type Draft,
} from '../../common/requests/request-draft.ts';
import classes from './request-bar.module.css';
import { BodyText, HeadersText } from './request-texts.tsx';
import { useRequestSession, type RequestSession } from './request-session.ts';
import { isOwnEscape } from '../ui/escape.ts';

type Editor = 'headers' | 'body';

export const RequestBar = ({
  session,
  urlRef,
  onSave,
}: {
  readonly session: RequestSession;
  readonly urlRef: RefObject<HTMLInputElement | null>;
  /** Keeps what is typed in a collection. */
  readonly onSave: (draft: Draft) => void;
}): ReactElement => {
  const { draft, running, problem } = useRequestSession(session);
  const [editor, setEditor] = useState<Editor | null>(null);
  const headerCount = countHeaders(draft.headers);
  const isBodyIgnored = draft.body !== '' && !carriesBody(draft.method);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isOwnEscape(event) && running !== null) session.cancel();
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) session.sendDraft();
  };
  const toggle = (which: Editor): void => {
    setEditor(editor === which ? null : which);
  };

  return (
    <form
      className={classes.bar}
      aria-label="Request"
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        session.sendDraft();
      }}
    >
      <div className={classes.line}>
        <Select
          className={classes.method ?? ''}
          aria-label="Method"
          size="sm"
          data={methods}
          value={draft.method}
          allowDeselect={false}
          withCheckIcon={false}
          onChange={(value) => {
            if (isMethod(value)) session.edit({ method: value });
          }}
        />
        <TextInput
          ref={urlRef}
          className={classes.url ?? ''}
          aria-label="URL"
          size="sm"
          placeholder="https://api.example.com/ or just a host name"
          spellCheck={false}
          autoComplete="off"
          value={draft.url}
          error={problem}
          onChange={(event) => {
            session.edit({ url: event.currentTarget.value });
          }}
        />
        <div className={classes.extras}>
          <Button
            size="sm"
            variant="subtle"
            color="gray"
            aria-expanded={editor === 'headers'}
            onClick={() => {
              toggle('headers');
            }}
          >
            Headers{headerCount > 0 && ` (${headerCount})`}
          </Button>
          <Button
            size="sm"
            variant="subtle"
            color="gray"
            aria-expanded={editor === 'body'}
            onClick={() => {
              toggle('body');
            }}
          >
            Body{draft.body !== '' && ' •'}
          </Button>
          <Tooltip label="Keep this request in a collection">
            <ActionIcon
              size={36}
              aria-label="Keep this request in a collection"
              disabled={draft.url.trim() === ''}
              onClick={() => {
                onSave(draft);
              }}
            >
              <IconBookmarkPlus size={17} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </div>
        {running === null ? (
          <Button
            size="sm"
            type="submit"
            className={classes.send ?? ''}
            leftSection={<IconSend2 size={15} aria-hidden />}
          >
            Send
          </Button>
        ) : (
          <Button
            size="sm"
            variant="default"
            className={classes.send ?? ''}
            leftSection={<IconPlayerStop size={15} aria-hidden />}
            onClick={() => {
              session.cancel();
            }}
          >
            Cancel
          </Button>
        )}
      </div>
      {editor === 'headers' && (
        <HeadersText
          label="Headers"
          value={draft.headers}
          onChange={(headers) => {
            session.edit({ headers });
          }}
        />
      )}
      {editor === 'body' && (
        <BodyText
          label="Body"
          ignoredBy={isBodyIgnored ? draft.method : null}
          value={draft.body}
          onChange={(body) => {
            session.edit({ body });
          }}
        />
      )}
    </form>
  );
};
