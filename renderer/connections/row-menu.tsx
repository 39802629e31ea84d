import { Menu } from '@mantine/core';
import { memo, type ReactElement } from 'react';
import { copyFormats, copyRows } from './copy-rows.ts';
import classes from './filter-bar.module.css';

/** What to do with the chosen connections, where the pointer asked for it; `at` null: not asked. */
export const RowMenu = memo(
  ({
    at,
    onClose,
    chosenIds,
    onRemove,
  }: {
    readonly at: { readonly x: number; readonly y: number } | null;
    readonly onClose: () => void;
    readonly chosenIds: () => readonly number[];
    readonly onRemove: () => void;
  }): ReactElement => (
    <Menu
      opened={at !== null}
      onChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      position="bottom-start"
      returnFocus
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-label="What to do with the chosen connections"
          className={classes.menuPlace}
          style={{ left: at?.x ?? 0, top: at?.y ?? 0 }}
        />
      </Menu.Target>
      <Menu.Dropdown>
        {copyFormats.map(({ format, label }) => (
          <Menu.Item
            key={format}
            onClick={() => {
              void copyRows(chosenIds(), format);
            }}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={onRemove}>Remove from the journal</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  ),
);
RowMenu.displayName = 'RowMenu';
