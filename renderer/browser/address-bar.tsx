import { ActionIcon, Button, Loader, TextInput } from '@mantine/core';
import {
  IconArrowLeft,
  IconArrowRight,
  IconCode,
  IconListDetails,
  IconLockOpen,
  IconMinus,
  IconPlayerStop,
  IconPlus,
  IconRefresh,
} from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useState, type ReactElement, type RefObject } from 'react';
import type { BrowserCommand, BrowserState, PageStanding } from '../../common/ipc/browser-state.ts';
import { call } from '../bridge.ts';
import { keepDraft, readDraft } from '../drafts.ts';
import { parseTypedUrl } from '../../common/parse-typed-url.ts';
import { ActionBadge, VerdictBadge } from '../ui/verdict-badge.tsx';
import classes from './address-bar.module.css';

interface AddressBarProps {
  readonly state: BrowserState;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onOpenConnection: (id: number) => void;
  readonly areRequestsShown: boolean;
  readonly onToggleRequests: () => void;
}

const run = (command: BrowserCommand): void => void call('browser.run', { command });

/** Address and what is known of the page's host, with the buttons of a browser around them. */
export const AddressBar = ({
  state,
  inputRef,
  onOpenConnection,
  areRequestsShown,
  onToggleRequests,
}: AddressBarProps): ReactElement => {
  const hasPage = state.url !== '';
  const isBusy = state.isLoading || state.isMoving;
  return (
    <div className={classes.bar} role="group" aria-label="Browser">
      <BarButton
        label="Back"
        keys="Alt+Left"
        isOff={!state.canGoBack}
        onClick={() => {
          run('back');
        }}
      >
        <IconArrowLeft size={17} aria-hidden />
      </BarButton>
      <BarButton
        label="Forward"
        keys="Alt+Right"
        isOff={!state.canGoForward}
        onClick={() => {
          run('forward');
        }}
      >
        <IconArrowRight size={17} aria-hidden />
      </BarButton>
      {isBusy ? (
        <BarButton
          label="Stop"
          keys="Esc"
          isOff={state.isMoving}
          onClick={() => {
            run('stop');
          }}
        >
          <IconPlayerStop size={17} aria-hidden />
        </BarButton>
      ) : (
        <BarButton
          label="Reload"
          keys="F5"
          isOff={!hasPage}
          onClick={() => {
            run('reload');
          }}
        >
          <IconRefresh size={17} aria-hidden />
        </BarButton>
      )}
      <AddressField url={state.url} isBusy={isBusy} inputRef={inputRef} />
      {state.title !== '' && (
        <span className={classes.title} title={state.title}>
          {state.title}
        </span>
      )}
      {state.standing !== null && <Standing standing={state.standing} onOpenConnection={onOpenConnection} />}
      <div className={classes.zoom} role="group" aria-label="Zoom">
        <BarButton
          label="Zoom out"
          keys="Ctrl+-"
          isOff={!hasPage}
          onClick={() => {
            run('zoom-out');
          }}
        >
          <IconMinus size={15} aria-hidden />
        </BarButton>
        <button
          type="button"
          className={classes.percent}
          title="As large as usual (Ctrl+0)"
          aria-label={`Zoom ${state.zoomPercent} %: set to 100 %`}
          disabled={!hasPage}
          onClick={() => {
            run('zoom-reset');
          }}
        >
          {state.zoomPercent} %
        </button>
        <BarButton
          label="Zoom in"
          keys="Ctrl++"
          isOff={!hasPage}
          onClick={() => {
            run('zoom-in');
          }}
        >
          <IconPlus size={15} aria-hidden />
        </BarButton>
      </div>
      <BarButton
        label="Requests of the page"
        isOff={!hasPage}
        isPressed={areRequestsShown}
        onClick={onToggleRequests}
      >
        <IconListDetails size={17} aria-hidden />
      </BarButton>
      <BarButton
        label="Developer tools"
        keys="F12"
        isOff={!hasPage}
        isPressed={state.areDevToolsOpen}
        onClick={() => {
          run('dev-tools');
        }}
      >
        <IconCode size={17} aria-hidden />
      </BarButton>
    </div>
  );
};

/** With the system's own tooltip, which is drawn above the page; one of ours would be beneath it. */
const BarButton = ({
  label,
  keys,
  isOff,
  isPressed,
  onClick,
  children,
}: {
  readonly label: string;
  readonly keys?: string;
  readonly isOff: boolean;
  readonly isPressed?: boolean;
  readonly onClick: () => void;
  readonly children: ReactElement;
}): ReactElement => (
  <ActionIcon
    size="lg"
    aria-label={label}
    title={keys === undefined ? label : `${label} (${keys})`}
    disabled={isOff}
    {...(isPressed !== undefined && { 'aria-pressed': isPressed })}
    onClick={onClick}
  >
    {children}
  </ActionIcon>
);

const AddressField = ({
  url,
  isBusy,
  inputRef,
}: {
  readonly url: string;
  readonly isBusy: boolean;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}): ReactElement => {
  /** What is being typed; null: the page's address. Kept while pages come and go beneath it. */
  const [draft, setDraft] = useState(() => readDraft('browser.address'));
  useEffect(() => {
    keepDraft('browser.address', draft);
  }, [draft]);
  const [problem, setProblem] = useState<string | null>(null);
  // Another address in the field takes the selection away, and whoever begins to type then would type behind it.
  useLayoutEffect(() => {
    const input = inputRef.current;
    if (draft === null && input !== null && input === document.activeElement) input.select();
  }, [url, draft, inputRef]);

  const submit = async (): Promise<void> => {
    const parsed = parseTypedUrl(draft ?? url);
    if (!parsed.ok) {
      setProblem(parsed.error);
      return;
    }
    const opened = await call('browser.open', { url: parsed.value });
    if (!opened.ok) {
      setProblem(`${opened.error.message} ${opened.error.advice}`);
      return;
    }
    // Whoever types on while it is being opened keeps what was typed.
    setDraft((typed) => (typed === draft ? null : typed));
    setProblem(null);
  };

  return (
    <form
      className={classes.address}
      aria-label="Address"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextInput
        ref={inputRef}
        size="sm"
        aria-label="Address of the page"
        placeholder="example.com"
        spellCheck={false}
        autoComplete="off"
        value={draft ?? url}
        error={problem}
        rightSection={isBusy ? <Loader size={14} role="img" aria-label="Loading" /> : null}
        onChange={(event) => {
          setDraft(event.currentTarget.value);
          setProblem(null);
        }}
        onFocus={(event) => {
          event.currentTarget.select();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || draft === null) return;
          event.preventDefault();
          setDraft(null);
          setProblem(null);
        }}
      />
    </form>
  );
};

/** What was found of the page's own host; leads to the connection. */
const Standing = ({
  standing,
  onOpenConnection,
}: {
  readonly standing: PageStanding;
  readonly onOpenConnection: (id: number) => void;
}): ReactElement => (
  <Button
    variant="default"
    size="sm"
    className={classes.standing ?? ''}
    title="Open the connection to the page’s host"
    onClick={() => {
      onOpenConnection(standing.connectionId);
    }}
  >
    <span className={classes.found}>
      <VerdictBadge verdict={standing.verdict} />
      {isRemarkable(standing) && <ActionBadge action={standing.action} />}
      {standing.isCleartext && (
        <span className={classes.cleartext}>
          <IconLockOpen size={13} aria-hidden /> not encrypted
        </span>
      )}
    </span>
  </Button>
);

/** `Pinned` and `Unpinned` were allowed, or nothing would be on screen; of the others it has to be said. */
const isRemarkable = ({ verdict, action }: PageStanding): boolean =>
  action === 'blocked' || (verdict !== 'pinned' && verdict !== 'unpinned');
