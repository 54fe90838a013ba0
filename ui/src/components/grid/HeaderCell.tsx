import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { flexRender, type Header, type RowData } from '@tanstack/react-table';
import classes from './DataGrid.module.css';

declare module '@tanstack/react-table' {
  interface ColumnMeta<TData extends RowData, TValue> {
    /** Numbers stand at the right, so that their digits line up. */
    right?: boolean;
  }
}

interface HeaderCellProps<Row> {
  header: Header<Row, unknown>;
  sort?: string;
  onSort?: (sort: string) => void;
}

export function HeaderCell<Row>({ header, sort, onSort }: HeaderCellProps<Row>) {
  const { id, columnDef } = header.column;
  const text = flexRender(columnDef.header, header.getContext());
  const direction = sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : undefined;
  const Arrow = direction === 'ascending' ? IconArrowUp : IconArrowDown;
  const sortable = columnDef.enableSorting && onSort;
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see DataGrid
    <div
      role="columnheader"
      className={classes.cell}
      data-right={columnDef.meta?.right || undefined}
      aria-sort={sortable ? (direction ?? 'none') : undefined}
    >
      {sortable ? (
        // What is largest or latest is wanted first, so that is what the first click gives.
        <UnstyledButton
          className={classes.sort}
          data-sorted={direction !== undefined || undefined}
          onClick={() => onSort(direction === 'descending' ? id : `-${id}`)}
        >
          <span className={classes.title}>{text}</span>
          <Arrow size={13} aria-hidden="true" />
        </UnstyledButton>
      ) : (
        <span className={classes.title}>{text}</span>
      )}
    </div>
  );
}
