import { ActionIcon, Button, Checkbox, SegmentedControl, TextInput, Tooltip } from '@mantine/core';
import { IconCalendarDown, IconSearch, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useMemo, useState, type ReactElement } from 'react';
import type { CertificatesSeen } from '../../common/certificates-seen.ts';
import type { Policy } from '../../common/pinning/policy.ts';
import type { SeenCertificate } from '../../common/pinning/seen-chain.ts';
import { useWindowActions } from '../window-actions.ts';
import classes from './timeline.module.css';
import { presets, windowAhead, windowOf, zoomed, type TimeWindow } from './time-axis.ts';
import { TimelineDetail } from './timeline-detail.tsx';
import { TimelinePicture } from './timeline-picture.tsx';
import { timelineRows, type TimelineRow } from './timeline-rows.ts';
import { TimelineTable } from './timeline-table.tsx';

/** More lines than a person looks through are found by searching. */
const mostRows = 300;

const everything = 'Everything';

const isFound = (row: TimelineRow, search: string): boolean =>
  row.name.toLowerCase().includes(search) || row.hosts.some((host) => host.includes(search));

/** When everything ends that pins hang on: as a picture, or as a table. */
export const TimelineSection = ({
  policy,
  seen,
  next,
  now,
  onSaveCalendar,
}: {
  readonly policy: Policy;
  readonly seen: CertificatesSeen;
  readonly next: readonly SeenCertificate[];
  readonly now: number;
  readonly onSaveCalendar: () => void;
}): ReactElement => {
  const { focusAddress } = useWindowActions();
  const [zoom, setZoom] = useState<string>('1 year');
  const [chosenWindow, setChosenWindow] = useState<TimeWindow | null>(null);
  const [isTable, setTable] = useState(false);
  const [isPinnedOnly, setPinnedOnly] = useState(false);
  const [search, setSearch] = useState('');
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const all = useMemo(() => timelineRows(policy, seen, next), [policy, seen, next]);
  const found = all.filter(
    (row) => (!isPinnedOnly || row.hanging.length > 0) && isFound(row, search.trim().toLowerCase()),
  );
  const rows = found.slice(0, mostRows);
  const preset = presets.find(({ label }) => label === zoom);
  const ends = rows.flatMap(({ startAt, endAt }) => [startAt, endAt].filter((at) => at !== null));
  const shown = chosenWindow ?? (preset === undefined ? windowOf(ends, now) : windowAhead(preset.days, now));

  return (
    <section className={classes.card} aria-labelledby="timeline-heading">
      <div className={classes.controls}>
        <h2 id="timeline-heading">Timeline</h2>
        <SegmentedControl
          aria-label="How it is shown"
          value={isTable ? 'table' : 'picture'}
          data={[
            { value: 'picture', label: 'Picture' },
            { value: 'table', label: 'Table' },
          ]}
          onChange={(value) => {
            setTable(value === 'table');
          }}
        />
        {!isTable && (
          <>
            <SegmentedControl
              aria-label="How far ahead"
              value={chosenWindow === null ? zoom : ''}
              data={[...presets.map(({ label }) => label), everything]}
              onChange={(value) => {
                setChosenWindow(null);
                setZoom(value);
              }}
            />
            <span className={classes.zoom}>
              <Tooltip label="Zoom out (−)">
                <ActionIcon
                  size="md"
                  aria-label="Zoom out"
                  onClick={() => {
                    setChosenWindow(zoomed(shown, 1 / 0.7, now));
                  }}
                >
                  <IconZoomOut size={16} aria-hidden />
                </ActionIcon>
              </Tooltip>
              <Tooltip label="Zoom in (+)">
                <ActionIcon
                  size="md"
                  aria-label="Zoom in"
                  onClick={() => {
                    setChosenWindow(zoomed(shown, 0.7, now));
                  }}
                >
                  <IconZoomIn size={16} aria-hidden />
                </ActionIcon>
              </Tooltip>
            </span>
          </>
        )}
        <Checkbox
          label="Only pinned"
          checked={isPinnedOnly}
          onChange={(event) => {
            setPinnedOnly(event.currentTarget.checked);
          }}
        />
        <TextInput
          aria-label="Find in the timeline"
          placeholder="Find a name or host"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
          }}
        />
        <span className={classes.spacer} />
        <Button
          variant="default"
          leftSection={<IconCalendarDown size={14} aria-hidden />}
          onClick={onSaveCalendar}
        >
          Save as calendar…
        </Button>
      </div>
      {all.length === 0 ? (
        <div className={classes.empty}>
          <p>
            No certificate was seen yet, and no pin set ends. Send a host a request: its chain appears here.
          </p>
          <Button variant="default" onClick={focusAddress}>
            Look at a host
          </Button>
        </div>
      ) : rows.length === 0 ? (
        <p className={classes.hint}>Nothing here has this name{isPinnedOnly ? ' and is pinned' : ''}.</p>
      ) : isTable ? (
        <TimelineTable rows={rows} now={now} />
      ) : (
        <>
          <TimelinePicture
            rows={rows}
            shown={shown}
            onShown={setChosenWindow}
            now={now}
            selectedId={selectedId}
            onSelect={setSelectedId}
          />
          <TimelineDetail row={rows.find(({ id }) => id === selectedId) ?? null} now={now} />
        </>
      )}
      {found.length > rows.length && (
        <p className={classes.hint}>
          {(found.length - rows.length).toLocaleString('en')} more: find them by name or host.
        </p>
      )}
    </section>
  );
};
