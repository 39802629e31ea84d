import { ActionIcon, Button, Menu, TextInput, Tooltip } from '@mantine/core';
import {
  IconArrowLeft,
  IconArrowRight,
  IconBookmark,
  IconBookmarkPlus,
  IconColumns3,
  IconDownload,
  IconServer,
  IconTrash,
} from '@tabler/icons-react';
import { memo, useState, type ReactElement } from 'react';
import { offerUndo } from '../undo.tsx';
import { changeWindowSettings, readWindowSettings, useWindowSettings } from '../window-settings.ts';
import { moveColumn, toggleColumn, type PlacedColumn } from './column-layout.ts';
import { allColumns } from './connection-columns.tsx';
import { exportShown, exportWords } from './export-shown.tsx';
import classes from './list-actions.module.css';
import type { ListModel } from './list-model.ts';

/** What is done with the list: saved filters, hosts, columns, an export. */
export const ListActions = memo(
  ({
    model,
    filter,
    isGood,
    isGrouped,
    columns,
  }: {
    readonly model: ListModel;
    readonly filter: string;
    /** Nothing is wrong with the filter. */
    readonly isGood: boolean;
    readonly isGrouped: boolean;
    readonly columns: readonly PlacedColumn[];
  }): ReactElement => (
    <>
      <SavedFilters model={model} filter={filter} isGood={isGood} />
      <Tooltip label={isGrouped ? 'Do not group' : 'Group by host'}>
        <ActionIcon
          size="md"
          aria-label="Group by host"
          aria-pressed={isGrouped}
          variant={isGrouped ? 'light' : 'subtle'}
          color={isGrouped ? 'indigo' : 'gray'}
          onClick={() => {
            model.setGrouped(!isGrouped);
          }}
        >
          <IconServer size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <ColumnMenu columns={columns} />
      <Menu>
        <Menu.Target>
          <ActionIcon size="md" aria-label="Export" title="Export what the filter shows">
            <IconDownload size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>What the filter shows, to a file</Menu.Label>
          {exportWords.map(({ format, label }) => (
            <Menu.Item
              key={format}
              onClick={() => {
                exportShown(filter, format);
              }}
            >
              {label}…
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  ),
);
ListActions.displayName = 'ListActions';

const SavedFilters = ({
  model,
  filter,
  isGood,
}: {
  readonly model: ListModel;
  readonly filter: string;
  readonly isGood: boolean;
}): ReactElement => {
  const { savedFilters } = useWindowSettings();
  const [name, setName] = useState('');
  const canSave = filter.trim() !== '' && isGood;
  const save = (): void => {
    const named = (name.trim() === '' ? filter.trim() : name.trim()).slice(0, 80);
    const others = savedFilters.filter((one) => one.name !== named);
    const replaced = savedFilters.find((one) => one.name === named && one.filter !== filter);
    changeWindowSettings({ savedFilters: [...others, { name: named, filter }] });
    if (replaced !== undefined)
      offerUndo(`The filter “${named}” was another one before.`, () => {
        changeWindowSettings({ savedFilters });
      });
    setName('');
  };
  return (
    <Menu width={320} closeOnItemClick>
      <Menu.Target>
        <ActionIcon size="md" aria-label="Saved filters" title="Saved filters">
          <IconBookmark size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Saved filters</Menu.Label>
        {savedFilters.length === 0 && (
          <p className={classes.none}>None yet. Type a filter, then save it here under a name.</p>
        )}
        {savedFilters.map((saved) => (
          <div key={saved.name} className={classes.saved}>
            <Menu.Item
              onClick={() => {
                model.setFilter(saved.filter);
              }}
            >
              {saved.name}
              {saved.name !== saved.filter && <code className={classes.text}>{saved.filter}</code>}
            </Menu.Item>
            <ActionIcon
              aria-label={`Delete the filter ${saved.name}`}
              onClick={() => {
                deleteSavedFilter(saved.name);
              }}
            >
              <IconTrash size={14} aria-hidden />
            </ActionIcon>
          </div>
        ))}
        {canSave && (
          <form
            className={classes.save}
            onSubmit={(event) => {
              event.preventDefault();
              save();
            }}
          >
            <TextInput
              aria-label="Name of the filter"
              placeholder={filter}
              maxLength={80}
              value={name}
              onChange={(event) => {
                setName(event.currentTarget.value);
              }}
            />
            <Button type="submit" variant="default" leftSection={<IconBookmarkPlus size={14} aria-hidden />}>
              Save this one
            </Button>
          </form>
        )}
      </Menu.Dropdown>
    </Menu>
  );
};

const deleteSavedFilter = (name: string): void => {
  const { savedFilters } = readWindowSettings();
  changeWindowSettings({ savedFilters: savedFilters.filter((one) => one.name !== name) });
  offerUndo(`Deleted the filter “${name}”.`, () => {
    changeWindowSettings({ savedFilters });
  });
};

const resetColumns = (): void => {
  const { columns } = readWindowSettings();
  if (columns === null) return;
  changeWindowSettings({ columns: null });
  offerUndo('The columns are as usual again.', () => {
    changeWindowSettings({ columns });
  });
};

const ColumnMenu = ({ columns }: { readonly columns: readonly PlacedColumn[] }): ReactElement => {
  const change = (next: ReturnType<typeof toggleColumn>): void => {
    changeWindowSettings({ columns: next });
  };
  const shown = columns.map(({ column }) => column.name);
  const ordered = [
    ...columns.map(({ column }) => column),
    ...allColumns.filter(({ name }) => !shown.includes(name)),
  ];
  return (
    <Menu closeOnItemClick={false} width={270}>
      <Menu.Target>
        <ActionIcon size="md" aria-label="Columns" title="Columns">
          <IconColumns3 size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Columns</Menu.Label>
        {ordered.map((column) => {
          const isShown = shown.includes(column.name);
          return (
            <div key={column.name} className={classes.saved}>
              <Menu.CheckboxItem
                checked={isShown}
                disabled={isShown && shown.length === 1}
                onChange={() => {
                  change(toggleColumn(columns, column.name));
                }}
              >
                {column.heading}
              </Menu.CheckboxItem>
              {isShown && (
                <>
                  <ActionIcon
                    aria-label={`Move ${column.heading} to the left`}
                    disabled={column.name === shown[0]}
                    onClick={() => {
                      change(moveColumn(columns, column.name, -1));
                    }}
                  >
                    <IconArrowLeft size={14} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    aria-label={`Move ${column.heading} to the right`}
                    disabled={column.name === shown.at(-1)}
                    onClick={() => {
                      change(moveColumn(columns, column.name, 1));
                    }}
                  >
                    <IconArrowRight size={14} aria-hidden />
                  </ActionIcon>
                </>
              )}
            </div>
          );
        })}
        <Menu.Divider />
        <Menu.Item
          onClick={() => {
            resetColumns();
          }}
        >
          As usual
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
