import { Button, Modal } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import classes from './question.module.css';

/** A step that is asked about first; whoever presses Enter at once has cancelled. */
export const Question = (props: {
  readonly isOpen: boolean;
  readonly title: string;
  /** What the step means. */
  readonly children: ReactNode;
  /** The step's own name. */
  readonly answer: string;
  readonly isDangerous?: boolean;
  readonly onAnswer: () => void;
  readonly onClose: () => void;
}): ReactElement => (
  <Modal
    opened={props.isOpen}
    onClose={props.onClose}
    title={props.title}
    closeButtonProps={{ 'aria-label': 'Close' }}
    centered
  >
    <div>{props.children}</div>
    <div className={classes.answers}>
      <Button variant="default" data-autofocus onClick={props.onClose}>
        Cancel
      </Button>
      <Button {...(props.isDangerous === true && { color: 'red.9' })} onClick={props.onAnswer}>
        {props.answer}
      </Button>
    </div>
  </Modal>
);
