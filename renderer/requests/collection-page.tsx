import { Button, Loader, Select, TextInput } from '@mantine/core';
import { IconClock, IconDownload, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState, type ReactElement, type RefObject } from 'react';
import type { Failure } from '../../common/ipc/state.ts';
import { collectionLimits, type Collection } from '../../common/requests/collection.ts';
import type { ChangedRequest, CollectionRun } from '../../common/requests/collection-run.ts';
import { call } from '../bridge.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { countOf } from '../ui/format-quantity.ts';
import { useMinute } from '../ui/use-minute.ts';
import classes from './collection-page.module.css';
import { collectionsStore } from './collections-store.ts';
import { RunTable } from './run-table.tsx';
import { intervalWords, momentWords, usualIntervals } from './schedule-words.ts';

/** One collection: run all of it, let it run by itself, and see what each request was judged as. */
export const CollectionPage = ({
  collection,
  run,
  pointedAt,
  nameRef,
  onShowConnection,
  onExport,
}: {
  readonly collection: Collection;
  readonly run: CollectionRun | null;
  /** Its row gets the focus. */
  readonly pointedAt: ChangedRequest | null;
  readonly nameRef: RefObject<HTMLInputElement | null>;
  readonly onShowConnection: (connectionId: number) => void;
  readonly onExport: (collectionId: string) => void;
}): ReactElement => {
  const { id, name, requests } = collection;
  const [failure, setFailure] = useState<Failure | null>(null);
  const isRunning = run?.isRunning === true;
  const start = async (): Promise<void> => {
    setFailure(null);
    await collectionsStore.flush();
    const begun = await call('runs.start', { collection: id });
    if (!begun.ok) setFailure(begun.error);
  };
  return (
    <section className={classes.page} aria-label={`Collection ${name}`}>
      <div className={classes.head}>
        <TextInput
          ref={nameRef}
          className={classes.name ?? ''}
          aria-label="Name of the collection"
          variant="unstyled"
          maxLength={collectionLimits.name}
          value={name}
          onChange={(event) => {
            collectionsStore.editCollection(id, { name: event.currentTarget.value });
          }}
        />
        <Button
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => {
            onExport(id);
          }}
        >
          Export…
        </Button>
      </div>
      <div className={classes.controls}>
        {isRunning ? (
          <Button
            color="red"
            leftSection={<IconPlayerStop size={15} aria-hidden />}
            onClick={() => void call('runs.stop', { collection: id })}
          >
            Cancel
          </Button>
        ) : (
          <Button
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            disabled={requests.length === 0}
            onClick={() => void start()}
          >
            Run all
          </Button>
        )}
        <Schedule collection={collection} run={run} />
      </div>
      {failure !== null && <FailureNote failure={failure} />}
      <Progress run={run} total={requests.length} />
      {requests.length === 0 ? (
        <p className={classes.hint}>
          The collection is empty. Add hosts, write a request, or paste a curl command.
        </p>
      ) : (
        <RunTable
          collection={collection}
          run={run}
          pointedAt={pointedAt}
          onShowConnection={onShowConnection}
        />
      )}
    </section>
  );
};

const byHand = 'by hand';

const Schedule = ({
  collection,
  run,
}: {
  readonly collection: Collection;
  readonly run: CollectionRun | null;
}): ReactElement => {
  const { id, everyMinutes } = collection;
  const now = useMinute();
  const intervals = [...new Set([...usualIntervals, ...(everyMinutes === null ? [] : [everyMinutes])])].sort(
    (one, other) => one - other,
  );
  return (
    <>
      <Select
        aria-label="Schedule"
        className={classes.schedule ?? ''}
        allowDeselect={false}
        leftSection={<IconClock size={15} aria-hidden />}
        data={[
          { value: byHand, label: 'Run by hand only' },
          ...intervals.map((minutes) => ({
            value: String(minutes),
            label: `Run every ${intervalWords(minutes)}`,
          })),
        ]}
        value={everyMinutes === null ? byHand : String(everyMinutes)}
        onChange={(value) => {
          collectionsStore.setSchedule(id, value === null || value === byHand ? null : Number(value));
        }}
      />
      {everyMinutes !== null && (
        <p className={classes.next} role="status">
          <b>Schedule on.</b> {run?.nextAt == null ? '' : `Next run at ${momentWords(run.nextAt, now)}. `}
          You are told when a verdict changes.
        </p>
      )}
    </>
  );
};

const Progress = ({
  run,
  total,
}: {
  readonly run: CollectionRun | null;
  readonly total: number;
}): ReactElement | null => {
  const now = useMinute();
  if (run?.startedAt == null) return null;
  const done = run.rows.filter(({ step }) => step === 'done').length;
  const changed = run.rows.filter(({ changes }) => changes.length > 0).length;
  const how = run.isScheduled ? 'by the schedule' : 'by hand';
  return (
    <p className={classes.progress} role="status" aria-label="Run">
      {run.isRunning ? (
        <>
          <Loader size={13} /> {done} of {countOf(total, 'request')} done…
        </>
      ) : (
        <span>
          Last run {how} at {momentWords(run.endedAt ?? run.startedAt, now)}: {done} of{' '}
          {countOf(run.rows.length, 'request')} done
          {changed > 0 && <b>, {countOf(changed, 'request')} judged otherwise than before</b>}.
        </span>
      )}
    </p>
  );
};
