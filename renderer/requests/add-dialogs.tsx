import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import type { ReactElement } from 'react';
import { readCurl } from '../../common/requests/read-curl.ts';
import { parseTypedUrl } from '../../common/parse-typed-url.ts';
import { emptyDraft } from '../../common/requests/request-draft.ts';
import { collectionLimits } from '../../common/requests/collection.ts';
import { useKeptText } from '../drafts.ts';
import { countOf } from '../ui/format-quantity.ts';
import classes from './add-dialogs.module.css';
import { collectionsStore } from './collections-store.ts';

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** One host or URL a line; each becomes a GET. */
export const AddHostsDialog = ({ isOpen, onClose }: DialogProps): ReactElement => {
  const [text, setText] = useKeptText('hosts', '');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const wrong = lines.flatMap((line) => {
    const parsed = parseTypedUrl(line);
    return parsed.ok ? [] : [parsed.error];
  });
  const add = (): void => {
    collectionsStore.addRequests(lines.map((line) => ({ ...emptyDraft, url: line.trim() })));
    setText('');
    onClose();
  };
  return (
    <Modal opened={isOpen} onClose={onClose} title="Add hosts" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="sm">
        <Textarea
          data-autofocus
          classNames={{ input: classes.code ?? '' }}
          label="Hosts or URLs, one a line"
          placeholder={'api.example.com\nhttps://shop.example.com/health'}
          autosize
          minRows={4}
          maxRows={14}
          spellCheck={false}
          maxLength={collectionLimits.headers}
          value={text}
          error={wrong[0] ?? null}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <Group justify="flex-end">
          <Button disabled={lines.length === 0 || wrong.length > 0} onClick={add}>
            {lines.length === 0 ? 'Add' : `Add ${countOf(lines.length, 'host')}`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};

/** What is pasted is read, never run; what cannot be taken over is said before it is added. */
export const PasteCurlDialog = ({ isOpen, onClose }: DialogProps): ReactElement => {
  const [text, setText] = useKeptText('curl', '');
  const read = text.trim() === '' ? null : readCurl(text);
  const add = (): void => {
    if (read?.ok !== true) return;
    collectionsStore.addRequests([read.value.draft]);
    setText('');
    onClose();
  };
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      size="lg"
      title="Paste a curl command"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="sm">
        <Textarea
          data-autofocus
          classNames={{ input: classes.code ?? '' }}
          label="curl command"
          description="As a browser’s “Copy as cURL” writes it. It is read, never run."
          autosize
          minRows={5}
          maxRows={14}
          spellCheck={false}
          maxLength={collectionLimits.headers}
          value={text}
          error={read?.ok === false ? read.error : null}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        {read?.ok === true && (
          <>
            <Text size="sm" role="status">
              <b>{read.value.draft.method}</b> {read.value.draft.url}
            </Text>
            {read.value.notes.length > 0 && (
              <div className={classes.notes}>
                <h3>Not the same as in curl</h3>
                <ul>
                  {read.value.notes.map((note) => (
                    <li key={note}>{note}</li>
                  ))}
                </ul>
              </div>
            )}
          </>
        )}
        <Group justify="flex-end">
          <Button disabled={read?.ok !== true} onClick={add}>
            Add the request
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};
