import { Button, SegmentedControl, Switch, Textarea } from '@mantine/core';
import { IconFileCertificate, IconX } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, useState, type ReactElement } from 'react';
import type { Failure } from '../../common/ipc/state.ts';
import { plans, type PlanName } from '../../common/pinning/suppose-renewal.ts';
import type { Result } from '../../common/result.ts';
import { useKeptText } from '../drafts.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { offerUndo } from '../undo.tsx';
import { asksAboutKey, describeMaterial, type Deployable, type NextChoice } from './next-choice.ts';
import { readDroppedFile, readPastedText } from './read-file.ts';
import classes from './renewal-view.module.css';

const fileValue = 'file';

const meanings: Readonly<Record<PlanName, string>> = {
  'same-key': 'The certificate is issued anew for the key in use, by the same issuer.',
  'new-key': 'A new key, certified by the same issuer: what most tools do unless told otherwise.',
  'other-intermediate': 'The CA issues from another intermediate, as they do without notice.',
  'other-ca': 'Another CA altogether: nothing above the leaf stays.',
};

const isPlan = (value: string): value is PlanName => Object.hasOwn(plans, value);

/** Chooses what the renewal will be: a plan, or the very thing that is about to be deployed. */
export const NextInput = ({
  choice,
  onChoose,
}: {
  readonly choice: NextChoice;
  readonly onChoose: (choice: NextChoice) => void;
}): ReactElement => {
  const putAway = (next: NextChoice): void => {
    if (choice.kind === 'file' && choice.given !== null)
      offerUndo(`Put away ${choice.given.source}.`, () => {
        onChoose(choice);
      });
    onChoose(next);
  };
  return (
    <section className={classes.card} aria-label="What is coming">
      <div className={classes.row}>
        <SegmentedControl
          aria-label="What is coming"
          value={choice.kind === 'plan' ? choice.plan : fileValue}
          data={[
            ...Object.entries(plans).map(([value, { label }]) => ({ value, label })),
            { value: fileValue, label: 'A certificate or request…' },
          ]}
          onChange={(value) => {
            if (isPlan(value)) putAway({ kind: 'plan', plan: value, keepsKey: false });
            else putAway({ kind: 'file', given: null });
          }}
        />
        {choice.kind === 'plan' && asksAboutKey(choice.plan) && (
          <Switch
            label="The key is kept"
            checked={choice.keepsKey}
            onChange={(event) => {
              onChoose({ ...choice, keepsKey: event.currentTarget.checked });
            }}
          />
        )}
      </div>
      {choice.kind === 'plan' ? (
        <p className={classes.hint}>{meanings[choice.plan]}</p>
      ) : (
        <FileInput
          given={choice.given}
          onGive={(given) => {
            putAway({ kind: 'file', given });
          }}
        />
      )}
    </section>
  );
};

const FileInput = ({
  given,
  onGive,
}: {
  readonly given: Deployable | null;
  readonly onGive: (given: Deployable | null) => void;
}): ReactElement => {
  const [problem, setProblem] = useState<Failure | null>(null);
  const [isOver, setOver] = useState(false);
  const [pasted, setPasted] = useKeptText('renewal.next', '');
  const fileRef = useRef<HTMLInputElement>(null);
  const take = (read: Result<Deployable, Failure>): void => {
    setProblem(read.ok ? null : read.error);
    onGive(read.ok ? read.value : null);
  };
  const readPasted = (): void => {
    if (pasted.trim() !== '') void readPastedText(pasted).then(take);
  };
  const readAtOnce = useEffectEvent(readPasted);
  useEffect(() => {
    readAtOnce();
  }, []);
  if (given !== null)
    return (
      <div className={classes.given} role="status" aria-label="What was given">
        <IconFileCertificate size={18} aria-hidden />
        <div>
          <p className={classes.source}>{given.source}</p>
          <p>{describeMaterial(given.material)}</p>
        </div>
        <Button
          variant="default"
          leftSection={<IconX size={14} aria-hidden />}
          onClick={() => {
            setPasted('');
            onGive(null);
          }}
        >
          Give another
        </Button>
      </div>
    );
  return (
    <>
      <div
        className={classes.drop}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => {
          setOver(false);
        }}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const [file] = event.dataTransfer.files;
          if (file !== undefined) void readDroppedFile(file).then(take);
        }}
      >
        <p>Drop the next certificate, chain, request (CSR) or public key here: PEM, DER or PKCS#7.</p>
        <input
          ref={fileRef}
          type="file"
          hidden
          aria-label="File of the next certificate"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            event.currentTarget.value = '';
            if (file !== undefined) void readDroppedFile(file).then(take);
          }}
        />
        <Button variant="default" onClick={() => fileRef.current?.click()}>
          Choose a file…
        </Button>
      </div>
      <Textarea
        label="Or paste it"
        placeholder="-----BEGIN CERTIFICATE REQUEST-----"
        autosize
        minRows={2}
        maxRows={6}
        spellCheck={false}
        classNames={{ input: classes.code ?? '' }}
        value={pasted}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setPasted(text);
          setProblem(null);
          // What is pasted is meant to be read, whatever it is; what is typed, once it is whole or left.
          const isPasted = (event.nativeEvent as InputEvent).inputType === 'insertFromPaste';
          if (isPasted || /-----END [^-]+-----/.test(text)) void readPastedText(text).then(take);
        }}
        onBlur={readPasted}
      />
      {problem !== null && <FailureNote failure={problem} />}
    </>
  );
};
