import { Loader, Skeleton } from '@mantine/core';
import { type ColumnDef, flexRender, getCoreRowModel, useReactTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './DataGrid.module.css';
import { HeaderCell } from './HeaderCell';
import { useRowKeys } from './useRowKeys';

interface DataGridProps<Row extends object> {
  label: string;
  columns: ColumnDef<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** How many there are on the server, for people who hear the table. */
  total?: number;
  /** `revenue` ascending, `-revenue` descending. Columns that can be sorted say so with `enableSorting`. */
  sort?: string;
  onSort?: (sort: string) => void;
  onOpen?: (row: Row) => void;
  /** Called when the end of what is loaded comes near. */
  onEnd?: () => void;
  loading?: boolean;
  loadingMore?: boolean;
  empty?: ReactNode;
}

const ROW = 44;

/** A table over any number of rows: only what is in sight is in the page, more is asked for while scrolling. */
export function DataGrid<Row extends object>(props: DataGridProps<Row>) {
  const { label, columns, rows, rowKey, total, sort, onSort, onOpen, onEnd, loading, loadingMore, empty } =
    props;
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const table = useReactTable({
    data: rows,
    columns,
    getRowId: rowKey,
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    defaultColumn: { size: 140, minSize: 80, enableSorting: false },
  });
  const model = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: model.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= rows.length - 20 && rows.length > 0) onEnd?.();
  }, [last, rows.length, onEnd]);
  const keys = useRowKeys({
    frame,
    count: rows.length,
    reveal: (index) => virtual.scrollToIndex(index),
    open: (index) => rows[index] && onOpen?.(rows[index]),
  });

  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const tracks = headers.map((header) => `minmax(${header.getSize()}px, ${header.getSize()}fr)`).join(' ');
  const style = { '--tracks': tracks, '--width': `${table.getTotalSize()}px` } as CSSProperties;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot hold rows that are not there
    <div
      ref={frame}
      className={classes.frame}
      style={style}
      role="grid"
      aria-label={label}
      aria-rowcount={(total ?? rows.length) + 1}
      aria-busy={loading || loadingMore || undefined}
      tabIndex={rows.length === 0 ? 0 : -1}
      onKeyDown={keys.onKeyDown}
    >
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above */}
      <div className={classes.head} role="row" aria-rowindex={1}>
        {headers.map((header) => (
          <HeaderCell key={header.id} header={header} sort={sort} onSort={onSort} />
        ))}
      </div>
      {loading ? (
        <SkeletonRows />
      ) : rows.length === 0 ? (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above
        <div role="row" aria-rowindex={2}>
          {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above */}
          <div role="gridcell" className={classes.empty}>
            {empty}
          </div>
        </div>
      ) : (
        <div className={classes.body} role="presentation" style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ index, start }) => {
            const row = model[index];
            if (!row) return null;
            return (
              // biome-ignore lint/a11y/useSemanticElements lint/a11y/useKeyWithClickEvents: as above; keys are handled by the grid
              <div
                key={row.id}
                role="row"
                aria-rowindex={index + 2}
                data-index={index}
                tabIndex={index === keys.current ? 0 : -1}
                className={classes.row}
                data-open={onOpen ? true : undefined}
                style={{ transform: `translateY(${start}px)` }}
                onFocus={() => keys.setCurrent(index)}
                onClick={(event) => {
                  if (!(event.target as Element).closest('a, button')) onOpen?.(row.original);
                }}
              >
                {row.getVisibleCells().map((cell) => (
                  // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above; rows take the focus
                  <div
                    key={cell.id}
                    role="gridcell"
                    className={classes.cell}
                    data-right={cell.column.columnDef.meta?.right || undefined}
                  >
                    {flexRender(cell.column.columnDef.cell, cell.getContext())}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      )}
      {loadingMore && (
        <div className={classes.more}>
          <Loader size="xs" aria-label={t('components.loading')} />
        </div>
      )}
    </div>
  );
}

function SkeletonRows() {
  return Array.from({ length: 12 }, (_, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
    <div key={index} className={classes.skeleton} role="presentation">
      <Skeleton height={12} width={`${60 - ((index * 7) % 30)}%`} />
    </div>
  ));
}
