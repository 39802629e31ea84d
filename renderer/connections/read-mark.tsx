import { IconEye } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { interceptorReach } from '../../common/interceptor-reach.ts';
import type { ConnectionRow } from '../../common/ipc/contract.ts';
import classes from './read-mark.module.css';

/** The interceptor read what went over this connection: said beside the verdict, which may be the interceptor's own key's. */
export const ReadMark = ({ row }: { readonly row: ConnectionRow }): ReactElement | null => {
  const { interceptor } = row.route;
  if (interceptor === null || interceptorReach(row, null) !== 'read') return null;
  return (
    <span className={classes.mark} title={`${interceptor} read what was sent`} data-read-by={interceptor}>
      <IconEye size={13} stroke={2} aria-hidden />
      read by {interceptor.replace(/ \d.*$/, '')}
    </span>
  );
};
