import { Button, Tooltip } from '@mantine/core';
import { IconPin } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { ChainMaker } from '../../common/chain-maker.ts';
import { Question } from '../ui/question.tsx';

/** Pins at once what is the server's; asks first about what an interceptor may have made. */
export const PinButton = ({
  host,
  what,
  isSuggested,
  maker,
  onPin,
}: {
  readonly host: string;
  /** `leaf: api.example.com` */
  readonly what: string;
  readonly isSuggested: boolean;
  /** null: the server. */
  readonly maker: ChainMaker | null;
  readonly onPin: () => void;
}): ReactElement => {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Tooltip label={`Adds this pin to ${host}, in place of a dummy pin if there is one`}>
        <Button
          variant={isSuggested ? 'filled' : 'default'}
          leftSection={<IconPin size={14} aria-hidden />}
          aria-label={`Pin this ${what}`}
          onClick={() => {
            if (maker === null) onPin();
            else setAsking(true);
          }}
        >
          {maker === null ? 'Pin this' : 'Pin this…'}
        </Button>
      </Tooltip>
      {maker !== null && (
        <Question
          isOpen={isAsking}
          title={
            maker.kind === 'interceptor' ? 'Pin a key of the interceptor?' : `Pin a key of ${maker.name}?`
          }
          answer="Pin it all the same"
          isDangerous
          onAnswer={() => {
            setAsking(false);
            onPin();
          }}
          onClose={() => {
            setAsking(false);
          }}
        >
          {maker.kind === 'interceptor'
            ? `${maker.name} made this certificate, not the server. Pinned, whoever holds the interceptor’s key passes as ${host} and reads everything, and the server’s own certificate is refused.`
            : `This chain holds only because you trust ${maker.name} for a while. Pin it if that is your own PKI. If it is an interceptor’s, it then passes as ${host} and reads everything, and the server’s own certificate is refused.`}
        </Question>
      )}
    </>
  );
};
