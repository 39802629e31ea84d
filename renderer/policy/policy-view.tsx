import { Button, Switch, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconPlus, IconSearch } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { PinSet, Policy } from '../../common/pinning/policy.ts';
import { useAppState } from '../app-state.ts';
import { useMinute } from '../ui/use-minute.ts';
import { useWindowActions } from '../window-actions.ts';
import { findPinSets } from './find-pin-sets.ts';
import { PinSetForm } from './pin-set-form.tsx';
import { PinSetRow } from './pin-set-row.tsx';
import classes from './policy-view.module.css';

/** A policy may hold thousands of sets; more rows than this are found by searching, not by scrolling. */
const mostRowsShown = 200;

interface Editing {
  /** -1: a new set. */
  readonly index: number;
  /** What the set was when the form opened: somebody else may change the policy meanwhile. */
  readonly initial: PinSet | null;
}

interface Removal {
  readonly pattern: string;
  readonly before: Policy;
  /** Of the policy without the set: an undo of that one only. */
  readonly revision: number;
}

/** The pin sets: added, edited, disabled and removed, each saved at once. */
export const PolicyView = (): ReactElement => {
  const { savePolicy } = useWindowActions();
  const { policy: inForce } = useAppState();
  const { policy, path, revision } = inForce;
  const [editing, setEditing] = useState<Editing | null>(null);
  const [removed, setRemoved] = useState<Removal | null>(null);
  const [search, setSearch] = useState('');
  const found = findPinSets(policy.pinSets, search);
  const shown = found.slice(0, mostRowsShown);
  const now = useMinute();

  const save = async (pinSets: readonly PinSet[]): Promise<number | null> => {
    setRemoved(null);
    return savePolicy({ ...policy, pinSets }, revision);
  };
  const saveEdited = ({ index, initial }: Editing, set: PinSet): void => {
    const at = initial === null ? -1 : policy.pinSets.indexOf(initial);
    const place = at === -1 ? index : at;
    void save(place === -1 ? [...policy.pinSets, set] : policy.pinSets.with(place, set)).then((saved) => {
      if (saved !== null) setEditing(null);
    });
  };
  const remove = (index: number, pattern: string): void => {
    void save(policy.pinSets.filter((_, other) => other !== index)).then((saved) => {
      if (saved === null) return;
      setRemoved({ pattern, before: policy, revision: saved });
      setEditing(null);
    });
  };

  return (
    <div className={classes.view}>
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
            void savePolicy({ ...policy, unpinnedHosts }, revision);
          }}
        />
        <Button
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => {
            setEditing({ index: -1, initial: null });
          }}
        >
          Add pin set
        </Button>
      </div>
      {removed !== null && (
        <div className={classes.removed} role="status">
          <span>
            Removed <code className={classes.pattern}>{removed.pattern}</code>.
          </span>
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            onClick={() => {
              void savePolicy(removed.before, removed.revision).then(() => {
                setRemoved(null);
              });
            }}
          >
            Undo
          </Button>
        </div>
      )}
      {editing !== null && (
        <PinSetForm
          key={editing.index}
          initial={editing.initial}
          onCancel={() => {
            setEditing(null);
          }}
          onSave={(set) => {
            saveEdited(editing, set);
          }}
        />
      )}
      {policy.pinSets.length === 0 && editing === null && <NoPinSets />}
      {policy.pinSets.length > 0 && (
        <>
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
                  now={now}
                  isForHost={isForHost}
                  onEdit={() => {
                    setEditing({ index, initial: set });
                  }}
                  onToggle={() => {
                    const mode = set.mode === 'off' ? 'enforce' : 'off';
                    void save(policy.pinSets.with(index, { ...set, mode }));
                  }}
                  onRemove={() => {
                    remove(index, set.pattern);
                  }}
                />
              ))}
            </tbody>
          </table>
          {found.length === 0 && <p className={classes.note}>No pattern is for this, or contains it.</p>}
          {found.length > shown.length && (
            <p className={classes.note}>
              {(found.length - shown.length).toLocaleString('en')} more: find them by pattern or host.
            </p>
          )}
        </>
      )}
    </div>
  );
};

const NoPinSets = (): ReactElement => (
  <div className={classes.empty}>
    <h2>No host is pinned</h2>
    <p>
      Add a pin set here, or look at a host in Connections and press “Pin this” on one of its certificates.
      Not sure what to pin? Put a dummy pin on the host first: the request fails, and shows the real ones.
    </p>
  </div>
);
