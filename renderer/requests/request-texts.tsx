import { Textarea } from '@mantine/core';
import type { ReactElement } from 'react';
import classes from './request-texts.module.css';

interface TextProps {
  readonly label: string;
  /** Left out: as long as one likes. */
  readonly maxLength?: number;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export const HeadersText = ({ label, onChange, ...rest }: TextProps): ReactElement => (
  <Textarea
    aria-label={label}
    description="One header a line, as “Name: value”."
    placeholder={'Accept: application/json\nAuthorization: Bearer …'}
    classNames={{ input: classes.code ?? '' }}
    spellCheck={false}
    autosize
    minRows={3}
    maxRows={8}
    onChange={(event) => {
      onChange(event.currentTarget.value);
    }}
    {...rest}
  />
);

export const BodyText = ({
  label,
  onChange,
  ignoredBy,
  ...rest
}: TextProps & {
  /** The method that carries no body; null: this one does. */
  readonly ignoredBy: string | null;
}): ReactElement => (
  <Textarea
    aria-label={label}
    description={
      ignoredBy === null
        ? 'Sent as it stands, in UTF-8. Set a Content-Type header to say what it is.'
        : `${ignoredBy} carries no body: choose another method to send it.`
    }
    classNames={{ input: classes.code ?? '' }}
    spellCheck={false}
    autosize
    minRows={3}
    maxRows={10}
    onChange={(event) => {
      onChange(event.currentTarget.value);
    }}
    {...rest}
  />
);
