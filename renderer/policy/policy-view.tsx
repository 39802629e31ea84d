import { Button, Switch } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { PinSet, Policy } from '../../common/pinning/policy.ts';
import { useAppState } from '../app-state.ts';
import { PinSetForm } from './pin-set-form.tsx';
import classes from './policy-view.module.css';

const modeWords = { enforce: 'Enforced', 'report-only': 'Report only', off: 'Off' } as const;

/** The pin sets in force: added, edited, disabled and removed, each saved at once. */
export const PolicyView = ({
  savePolicy,
}: {
  readonly savePolicy: (policy: Policy) => Promise<boolean>;
}): ReactElement => {
  const { policy: inForce } = useAppState();
  const { policy, path } = inForce;
  /** Index of the set being edited; -1: a new one. */
  const [editing, setEditing] = useState<number | null>(null);
  const [removed, setRemoved] = useState<Policy | null>(null);

  const save = (pinSets: readonly PinSet[]): void => {
    void savePolicy({ ...policy, pinSets }).then((isSaved) => {
      if (isSaved) setEditing(null);
    });
  };

  return (
    <div className={classes.view}>
      <div className={classes.head}>
        <h1>Policy</h1>
        {removed !== null && (
          <Button
            variant="default"
            onClick={() => {
              void savePolicy(removed).then(() => {
                setRemoved(null);
              });
            }}
          >
            Undo the removal
          </Button>
        )}
        <Switch
          label="Refuse hosts without pins"
          checked={policy.unpinnedHosts === 'refuse'}
          onChange={(event) => {
            void savePolicy({ ...policy, unpinnedHosts: event.currentTarget.checked ? 'refuse' : 'allow' });
          }}
        />
        <Button
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => {
            setEditing(-1);
          }}
        >
          Add pin set
        </Button>
      </div>
      <p className={classes.path}>{path}</p>
      {editing !== null && (
        <PinSetForm
          key={editing}
          initial={policy.pinSets[editing] ?? null}
          onCancel={() => {
            setEditing(null);
          }}
          onSave={(set) => {
            save(editing === -1 ? [...policy.pinSets, set] : policy.pinSets.with(editing, set));
          }}
        />
      )}
      {policy.pinSets.length === 0 && editing === null ? (
        <p>
          No host is pinned. Add a pin set here, or look at a host in Connections and press “Pin this” on one
          of its certificates.
        </p>
      ) : (
        <table className={classes.table} aria-label="Pin sets">
          <thead>
            <tr>
              <th scope="col">Host pattern</th>
              <th scope="col">Mode</th>
              <th scope="col">Pins</th>
              <th scope="col">Expires</th>
              <th scope="col">
                <span aria-hidden>Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {policy.pinSets.map((set, index) => (
              <PinSetRow
                key={`${index} ${set.pattern}`}
                set={set}
                onEdit={() => {
                  setEditing(index);
                }}
                onToggle={() => {
                  save(policy.pinSets.with(index, { ...set, mode: set.mode === 'off' ? 'enforce' : 'off' }));
                }}
                onRemove={() => {
                  setRemoved(policy);
                  save(policy.pinSets.filter((_, other) => other !== index));
                }}
              />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
};

const PinSetRow = ({
  set,
  onEdit,
  onToggle,
  onRemove,
}: {
  readonly set: PinSet;
  readonly onEdit: () => void;
  readonly onToggle: () => void;
  readonly onRemove: () => void;
}): ReactElement => (
  <tr>
    <th scope="row">
      <code>{set.pattern}</code>
      {set.note !== null && <p className={classes.note}>{set.note}</p>}
    </th>
    <td>{modeWords[set.mode]}</td>
    <td className={classes.pins}>
      {set.pins.map((pin) => (
        <div key={pin}>{pin}</div>
      ))}
    </td>
    <td>{set.expires ?? 'never'}</td>
    <td>
      <div className={classes.actions}>
        <Button variant="default" aria-label={`Edit ${set.pattern}`} onClick={onEdit}>
          Edit
        </Button>
        <Button
          variant="default"
          aria-label={`${set.mode === 'off' ? 'Enable' : 'Disable'} ${set.pattern}`}
          onClick={onToggle}
        >
          {set.mode === 'off' ? 'Enable' : 'Disable'}
        </Button>
        <Button variant="default" color="red" aria-label={`Remove ${set.pattern}`} onClick={onRemove}>
          Remove
        </Button>
      </div>
    </td>
  </tr>
);
