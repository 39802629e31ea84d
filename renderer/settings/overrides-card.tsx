import { Button, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { OverrideInForce } from '../../common/ipc/state.ts';
import { nameOverrideText, overrideProblems, type TypedOverride } from '../../common/name-override.ts';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { useKeptText } from '../drafts.ts';
import { offerUndo } from '../undo.tsx';
import { countOf } from '../ui/format-quantity.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { Card } from './card.tsx';
import { describeOverride } from './describe-override.ts';
import classes from './settings-view.module.css';
import { useAction } from './use-action.ts';

const nothing: TypedOverride = { host: '', port: '', toHost: '', toPort: '' };

const bracketed = (host: string): string =>
  host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;

/** `--connect-to` of curl, in the window: where a name really leads. The certificate is judged for the name all the same. */
export const OverridesCard = (): ReactElement => {
  const { overrides } = useAppState();
  const [host, setHost] = useKeptText('override.host', '');
  const [port, setPort] = useKeptText('override.port', '');
  const [toHost, setToHost] = useKeptText('override.toHost', '');
  const [toPort, setToPort] = useKeptText('override.toPort', '');
  /** The one that is being changed, as it was; empty: a new one. */
  const [changed, setChanged] = useKeptText('override.of', '');
  const typed = { host, port, toHost, toPort };
  const action = useAction();
  const own = overrides.filter(({ isFromCommandLine }) => !isFromCommandLine).map(nameOverrideText);
  const edit = (change: Partial<TypedOverride>): void => {
    setHost(change.host ?? host);
    setPort(change.port ?? port);
    setToHost(change.toHost ?? toHost);
    setToPort(change.toPort ?? toPort);
  };
  const empty = (): void => {
    edit(nothing);
    setChanged('');
    setTold(false);
  };
  const problems = overrideProblems(typed);
  /** What is wrong is said once it was sent, and withdrawn as it is mended. */
  const [isTold, setTold] = useState(false);
  const save = (): void => {
    const isWrong = Object.keys(problems).length > 0;
    setTold(isWrong);
    if (isWrong) return;
    const text = [bracketed(host.trim()), port.trim(), bracketed(toHost.trim()), toPort.trim()].join(':');
    const rest = own.filter((other) => other !== text);
    const place = changed === '' ? -1 : rest.indexOf(changed);
    action.run(async () => {
      const set = await call('overrides.set', {
        overrides: place === -1 ? [...rest, text] : rest.with(place, text),
      });
      if (set.ok) {
        if (place !== -1)
          offerUndo(`The override ${changed} is ${text} now.`, () => {
            action.run(async () => call('overrides.set', { overrides: own }));
          });
        empty();
      }
      return set;
    });
  };
  const remove = (override: OverrideInForce): void => {
    const text = nameOverrideText(override);
    action.run(async () => {
      const set = await call('overrides.set', { overrides: own.filter((other) => other !== text) });
      if (set.ok)
        offerUndo(`The override of ${override.host || 'every host'} is gone.`, () => {
          action.run(async () => call('overrides.set', { overrides: own }));
        });
      return set;
    });
  };
  const field = (
    name: keyof TypedOverride,
    label: string,
    placeholder: string,
    isPort = false,
  ): ReactElement => (
    <TextInput
      className={(isPort ? classes.narrow : classes.grow) ?? ''}
      label={label}
      placeholder={placeholder}
      spellCheck={false}
      {...(isPort ? { inputMode: 'numeric' as const } : {})}
      value={typed[name]}
      error={isTold ? problems[name] : undefined}
      onChange={(event) => {
        edit({ [name]: event.currentTarget.value });
      }}
    />
  );
  return (
    <Card
      title="Name overrides"
      hint="Connections for a name are made to another address, as with curl’s --connect-to. The certificate is judged for the name all the same."
    >
      {overrides.length > 0 && (
        <>
          <p className={classes.mark}>
            <IconAlertTriangle size={16} aria-hidden />
            {countOf(overrides.length, 'name override')} in force: not every host is where its name says.
          </p>
          <ul className={classes.authorities} aria-label="Name overrides in force">
            {overrides.map((override) => (
              <li key={nameOverrideText(override)} className={classes.authority}>
                <span className={classes.code}>{describeOverride(override)}</span>
                {override.isFromCommandLine ? (
                  <span className={classes.quiet}>from the command line</span>
                ) : (
                  <>
                    <Button
                      variant="default"
                      aria-label={`Change ${describeOverride(override)}`}
                      onClick={() => {
                        edit({
                          ...override,
                          port: String(override.port ?? ''),
                          toPort: String(override.toPort ?? ''),
                        });
                        setChanged(nameOverrideText(override));
                      }}
                    >
                      Change
                    </Button>
                    <Button
                      variant="default"
                      aria-label={`Remove ${describeOverride(override)}`}
                      onClick={() => {
                        remove(override);
                      }}
                    >
                      Remove
                    </Button>
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <form
        className={classes.fields}
        aria-label={changed === '' ? 'New name override' : 'Change of a name override'}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {field('host', 'Connections for', 'every host')}
        {field('port', 'Port', 'any', true)}
        {field('toHost', 'Go to', 'the same host')}
        {field('toPort', 'Port there', 'the same', true)}
        <div className={classes.buttons}>
          <Button
            type="submit"
            variant={changed === '' ? 'default' : 'filled'}
            disabled={toHost.trim() === '' && toPort.trim() === ''}
            loading={action.isBusy}
          >
            {changed === '' ? 'Add override' : 'Save change'}
          </Button>
          {changed !== '' && (
            <Button variant="default" onClick={empty}>
              Cancel
            </Button>
          )}
        </div>
      </form>
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </Card>
  );
};
