import { Radio } from '@mantine/core';
import type { ReactElement } from 'react';
import { useAppState } from '../app-state.ts';
import { useWindowActions } from '../window-actions.ts';
import { Card } from './card.tsx';
import classes from './settings-view.module.css';

/** The policy's own switch, here for those who look for it among the settings. */
export const UnpinnedCard = (): ReactElement => {
  const { policy } = useAppState();
  const { savePolicy } = useWindowActions();
  return (
    <Card title="Hosts without pins" hint="Part of the policy, and saved in its file.">
      <Radio.Group
        label="Hosts without pins"
        classNames={{ label: classes.unseen ?? '' }}
        value={policy.policy.unpinnedHosts}
        onChange={(value) => {
          const unpinnedHosts = value === 'refuse' ? 'refuse' : 'allow';
          void savePolicy({ ...policy.policy, unpinnedHosts }, policy.revision);
        }}
      >
        <div className={classes.stack}>
          <Radio value="allow" label="Allow" description="They are shown as unpinned" />
          <Radio value="refuse" label="Refuse" description="Only hosts whose pins match get anything" />
        </div>
      </Radio.Group>
    </Card>
  );
};
