import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  IconCalendarX,
  IconCircleOff,
  IconEye,
  IconPencil,
  IconShieldCheck,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { LintFinding } from '../../common/pinning/lint-finding.ts';
import type { LintFix } from '../../common/pinning/lint-fix.ts';
import { sightingInWords, type FindSighting } from '../../common/pinning/pin-sightings.ts';
import type { PinSet } from '../../common/pinning/policy.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { FindingList } from './finding-list.tsx';
import { pinRemark, standingOf, type Standing } from './describe-pin-set.ts';
import classes from './policy-view.module.css';

const standings: Readonly<Record<Standing, { readonly word: string; readonly icon: Icon }>> = {
  enforced: { word: 'Enforced', icon: IconShieldCheck },
  'report-only': { word: 'Report only', icon: IconEye },
  off: { word: 'Off', icon: IconCircleOff },
  expired: { word: 'Expired', icon: IconCalendarX },
};

export const PinSetRow = ({
  set,
  index,
  now,
  isForHost,
  findings,
  findSighting,
  onFix,
  onEdit,
  onToggle,
  onRemove,
}: {
  readonly set: PinSet;
  /** Place in the policy. */
  readonly index: number;
  readonly now: number;
  readonly isForHost: boolean;
  readonly findings: readonly LintFinding[];
  readonly findSighting: FindSighting;
  readonly onFix: (fix: LintFix) => void;
  readonly onEdit: () => void;
  readonly onToggle: () => void;
  readonly onRemove: () => void;
}): ReactElement => {
  const standing = standingOf(set, now);
  const { word, icon: StandingIcon } = standings[standing];
  return (
    <tr data-standing={standing}>
      <th scope="row">
        <code className={classes.pattern}>{set.pattern}</code>
        {isForHost && <span className={classes.applies}>is for this host</span>}
        {set.note !== null && <p className={classes.note}>{set.note}</p>}
      </th>
      <td>
        <span className={classes.standing} data-standing={standing}>
          <StandingIcon size={15} aria-hidden />
          {word}
        </span>
        <p className={classes.until}>
          {set.expires === null
            ? 'never expires'
            : `${standing === 'expired' ? 'on' : 'until'} ${set.expires}`}
        </p>
      </td>
      <td>
        <ul>
          {set.pins.map((pin, place) => {
            const pinWords = pinRemark(pin);
            return (
              <li key={`${place} ${pin}`} className={classes.pin}>
                <span>
                  <code className={classes.pins}>{pin}</code>
                  <span className={classes.seen}>{sightingInWords(findSighting(pin), now)}</span>
                </span>
                {pinWords !== null && <span className={classes.remark}>{pinWords}</span>}
                <CopyButton text={pin} what={`pin ${pin}`} />
              </li>
            );
          })}
        </ul>
        <FindingList
          findings={findings}
          label={`Advice on ${set.pattern}`}
          namesPins={set.pins.length > 1}
          onFix={onFix}
        />
      </td>
      <td>
        <div className={classes.actions}>
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            aria-label={`${set.mode === 'off' ? 'Enable' : 'Disable'} ${set.pattern}`}
            onClick={onToggle}
          >
            {set.mode === 'off' ? 'Enable' : 'Disable'}
          </Button>
          <Tooltip label="Edit">
            <ActionIcon size="md" data-edits={index} aria-label={`Edit ${set.pattern}`} onClick={onEdit}>
              <IconPencil size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Remove">
            <ActionIcon size="md" aria-label={`Remove ${set.pattern}`} onClick={onRemove}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </div>
      </td>
    </tr>
  );
};
