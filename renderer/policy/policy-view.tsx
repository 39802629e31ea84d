import { Button, Switch, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconPlus, IconSearch } from '@tabler/icons-react';
import { useRef, useState, type ReactElement } from 'react';
import type { LintFinding } from '../../common/pinning/lint-finding.ts';
import { applyLintFix, type LintFix } from '../../common/pinning/lint-fix.ts';
import type { PinSet, Policy } from '../../common/pinning/policy.ts';
import { useAppState } from '../app-state.ts';
import { keepDraft, readDraft, restoreDrafts, takeDrafts } from '../drafts.ts';
import { useMinute } from '../ui/use-minute.ts';
import { offerUndo, stillStands, useUndoKey, type MadeChange } from '../undo.tsx';
import { useWindowActions } from '../window-actions.ts';
import { AdviceSummary } from './advice-summary.tsx';
import { findEdited, nameEdited, newSet, pinSetFields } from './edited-set.ts';
import { ExchangeButtons } from './exchange-buttons.tsx';
import { findPinSets } from './find-pin-sets.ts';
import { HostsWithoutPins } from './hosts-without-pins.tsx';
import { PinSetForm } from './pin-set-form.tsx';
import { PinSetRow } from './pin-set-row.tsx';
import classes from './policy-view.module.css';
import { useFocusAfterForm } from './use-focus-after-form.ts';
import { UnreadablePolicyNote } from './unreadable-policy.tsx';
import { adviceOnDraft, usePolicyAdvice } from './use-policy-advice.ts';

/** A policy may hold thousands of sets; more rows are drawn when they are asked for, at most so many at once. */
const rowsAtFirst = 200;
const mostRowsAdded = 1_000;

/** The form that is open. */
interface Editing {
  /** As `nameEdited` has it. */
  readonly edited: string;
  /** Another number for each form. */
  readonly serial: number;
}

/** The pin sets: added, edited, disabled and removed, each saved at once, with what there is to say about them. */
export const PolicyView = ({ isShown }: { readonly isShown: boolean }): ReactElement => {
  const { savePolicy } = useWindowActions();
  const { policy: inForce } = useAppState();
  const { policy, path, revision, unreadable } = inForce;
  const [editing, setEditing] = useState<Editing | null>(() => {
    const edited = readDraft('pin-set.of');
    return edited === null ? null : { edited, serial: 0 };
  });
  /** What was just saved, and can be taken back. */
  const [made, setMade] = useState<MadeChange | null>(null);
  const changed = stillStands(made, revision);
  useUndoKey(changed);
  const [isOnlyAdvised, setOnlyAdvised] = useState(false);
  const [search, setSearch] = useState('');
  const now = useMinute();
  const advice = usePolicyAdvice(policy, now, isShown);
  const found = findPinSets(policy.pinSets, search).filter(
    ({ index }) => !isOnlyAdvised || advice.bySet.has(index),
  );
  const [limit, setLimit] = useState(rowsAtFirst);
  const shown = found.slice(0, limit);
  const viewRef = useRef<HTMLDivElement>(null);
  const returnFocus = useFocusAfterForm(viewRef, editing !== null);

  const save = async (next: Policy, text: string): Promise<number | null> => {
    setMade(null);
    const saved = await savePolicy(next, revision);
    if (saved !== null) {
      const onUndo = async (): Promise<boolean> => {
        const undone = await savePolicy(policy, saved);
        setMade(null);
        return undone !== null;
      };
      setMade({ revision: saved, change: { text, onUndo } });
    }
    return saved;
  };
  const saveSets = async (pinSets: readonly PinSet[], text: string): Promise<number | null> =>
    save({ ...policy, pinSets }, text);
  const editedIndex = editing === null ? -1 : findEdited(policy, editing.edited);
  /** Opens a form, or none. What was typed in the one before can be brought back. */
  const edit = (edited: string | null): void => {
    const typed = takeDrafts(pinSetFields);
    if (editing !== null && Object.keys(typed).length > 0)
      offerUndo('Put away what was typed in the form of the pin set.', () => {
        takeDrafts(pinSetFields);
        restoreDrafts(typed);
        open(editing.edited);
      });
    open(edited);
  };
  const open = (edited: string | null): void => {
    keepDraft('pin-set.of', edited);
    if (edited === null) returnFocus(editedIndex);
    setEditing((before) => (edited === null ? null : { edited, serial: (before?.serial ?? 0) + 1 }));
  };
  const saveEdited = (set: PinSet): void => {
    const [pinSets, text] =
      editedIndex === -1
        ? [[...policy.pinSets, set], `Added ${set.pattern}.`]
        : [policy.pinSets.with(editedIndex, set), `Changed ${set.pattern}.`];
    void saveSets(pinSets, text).then((saved) => {
      if (saved === null) return;
      takeDrafts(pinSetFields);
      open(null);
    });
  };
  const remove = (index: number, pattern: string): void => {
    const rest = policy.pinSets.filter((_, other) => other !== index);
    void saveSets(rest, `Removed ${pattern}.`).then((saved) => {
      if (saved !== null && index === editedIndex) edit(null);
    });
  };
  const fix = (wanted: LintFix): void => {
    void save(applyLintFix(policy, wanted), `${wanted.label}: done for ${wanted.pattern}.`);
  };

  return (
    <div ref={viewRef} className={classes.view}>
      <div className={classes.head}>
        <div className={classes.title}>
          <h1>Policy</h1>
          <p className={classes.path}>{path}</p>
        </div>
        <Switch
          label="Refuse hosts without pins"
          checked={policy.unpinnedHosts === 'refuse'}
          onChange={(event) => {
            const unpinnedHosts = event.currentTarget.checked ? 'refuse' : 'allow';
            void save(
              { ...policy, unpinnedHosts },
              unpinnedHosts === 'refuse'
                ? 'Hosts without pins are refused.'
                : 'Hosts without pins are allowed.',
            );
          }}
        />
        <ExchangeButtons />
        <Button
          leftSection={<IconPlus size={14} aria-hidden />}
          data-edits={-1}
          onClick={() => {
            edit(newSet);
          }}
        >
          Add pin set
        </Button>
      </div>
      {unreadable !== null && <UnreadablePolicyNote unreadable={unreadable} path={path} />}
      {changed !== null && (
        <div className={classes.removed} role="status">
          <span>{changed.text}</span>
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            onClick={() => void changed.onUndo()}
          >
            Undo
          </Button>
        </div>
      )}
      {editing !== null && (
        <PinSetForm
          key={editing.serial}
          initial={policy.pinSets[editedIndex] ?? null}
          now={now}
          advice={advice}
          adviseOn={(draft) => adviceOnDraft(policy, draft, editedIndex, advice, now)}
          onCancel={() => {
            edit(null);
          }}
          onSave={saveEdited}
        />
      )}
      {policy.pinSets.length === 0 && editing === null && unreadable === null && <NoPinSets />}
      {policy.pinSets.length > 0 && (
        <>
          <div className={classes.head}>
            <TextInput
              className={classes.search ?? ''}
              aria-label="Find pin sets"
              placeholder="Find a pattern, or type a host: which sets are for it?"
              leftSection={<IconSearch size={14} aria-hidden />}
              spellCheck={false}
              value={search}
              onChange={(event) => {
                setSearch(event.currentTarget.value);
              }}
            />
            <AdviceSummary
              counts={advice.counts}
              isOnlyAdvised={isOnlyAdvised}
              onOnlyAdvised={setOnlyAdvised}
            />
          </div>
          <table className={classes.table} aria-label="Pin sets">
            <thead>
              <tr>
                <th scope="col">Host pattern</th>
                <th scope="col">Mode</th>
                <th scope="col">Pins</th>
                <th scope="col">
                  <span className={classes.unseen}>Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ set, index, isForHost }) => (
                <PinSetRow
                  key={`${index} ${set.pattern}`}
                  set={set}
                  index={index}
                  now={now}
                  isForHost={isForHost}
                  findings={advice.bySet.get(index) ?? noFindings}
                  findSighting={advice.findSighting}
                  onFix={fix}
                  onEdit={() => {
                    edit(nameEdited(policy, index));
                  }}
                  onToggle={() => {
                    const mode = set.mode === 'off' ? 'enforce' : 'off';
                    void saveSets(
                      policy.pinSets.with(index, { ...set, mode }),
                      `${mode === 'off' ? 'Disabled' : 'Enabled'} ${set.pattern}.`,
                    );
                  }}
                  onRemove={() => {
                    remove(index, set.pattern);
                  }}
                />
              ))}
            </tbody>
          </table>
          {found.length === 0 && (
            <p className={classes.note}>
              {isOnlyAdvised
                ? 'There is nothing to say about these sets.'
                : 'No pattern is for this, or contains it.'}
            </p>
          )}
          {found.length > shown.length && (
            <div className={classes.more}>
              <span className={classes.note}>
                {(found.length - shown.length).toLocaleString('en')} more: find them by pattern or host.
              </span>
              <Button
                variant="default"
                onClick={() => {
                  setLimit(limit + mostRowsAdded);
                }}
              >
                {found.length - limit > mostRowsAdded
                  ? `Show ${mostRowsAdded.toLocaleString('en')} more`
                  : `Show all ${found.length.toLocaleString('en')}`}
              </Button>
            </div>
          )}
        </>
      )}
      {advice.ofHosts.length > 0 && (
        <HostsWithoutPins findings={advice.ofHosts} isRefused={policy.unpinnedHosts === 'refuse'} />
      )}
    </div>
  );
};

const noFindings: readonly LintFinding[] = [];

const NoPinSets = (): ReactElement => (
  <div className={classes.empty}>
    <h2>No host is pinned</h2>
    <p>
      Add a pin set here, or look at a host in Connections and press “Pin this” on one of its certificates.
      Not sure what to pin? Put a dummy pin on the host first: the request fails, and shows the real ones.
    </p>
  </div>
);
