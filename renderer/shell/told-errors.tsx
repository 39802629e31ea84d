import { Button, Modal } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { forgetErrors, useToldErrors } from '../errors-told.ts';
import { countOf } from '../ui/format-quantity.ts';
import classes from './status-bar.module.css';

/** In the status bar: the errors that were shown, to read again. */
export const ToldErrors = (): ReactElement | null => {
  const errors = useToldErrors();
  const [isOpen, setOpen] = useState(false);
  if (errors.length === 0) return null;
  const close = (): void => {
    setOpen(false);
  };
  return (
    <>
      <button
        type="button"
        className={classes.item}
        data-tone="bad"
        title="Read again what went wrong"
        onClick={() => {
          setOpen(true);
        }}
      >
        <IconAlertOctagon size={14} aria-hidden />
        {countOf(errors.length, 'error')}
      </button>
      <Modal
        opened={isOpen}
        onClose={close}
        title="What went wrong"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <ul className={classes.errors}>
          {errors.map(({ title, message, times, at }) => (
            <li key={`${title} ${message}`}>
              <p>
                <b>{title}</b>{' '}
                <span>
                  {new Date(at).toLocaleTimeString()}
                  {times > 1 && `, ${times} times`}
                </span>
              </p>
              <p>{message}</p>
            </li>
          ))}
        </ul>
        <Button
          variant="default"
          onClick={() => {
            close();
            forgetErrors();
          }}
        >
          Forget these
        </Button>
      </Modal>
    </>
  );
};
