import { CloseButton } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import classes from './shell.module.css';

const icons = { error: IconAlertOctagon, warning: IconAlertTriangle, info: IconInfoCircle } as const;

/** What main has to say to the person, until it is dismissed. */
export const Notices = (): ReactElement => {
  const { notices } = useAppState();
  return (
    <div aria-live="assertive">
      {notices.map(({ id, level, title, text }) => {
        const LevelIcon = icons[level];
        return (
          <div
            key={id}
            className={classes.notice}
            data-level={level}
            role={level === 'error' ? 'alert' : 'status'}
          >
            <LevelIcon size={16} aria-hidden className={classes.noticeIcon} />
            <p className={classes.noticeText}>
              <strong>{title}.</strong> {text}
            </p>
            <CloseButton
              size="sm"
              aria-label={`Dismiss: ${title}`}
              onClick={() => {
                void call('notice.dismiss', { id });
              }}
            />
          </div>
        );
      })}
    </div>
  );
};
