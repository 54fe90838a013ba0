import { ActionIcon, Group, Table, Tooltip } from '@mantine/core';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { Chart } from './Chart';
import type { ChartLook } from './look';

interface ChartPanelProps {
  title: string;
  hint?: string;
  aside?: ReactNode;
  height: number;
  option: (look: ChartLook) => object;
  /** The same figures to be read: the first column names the row. */
  table: { head: string[]; rows: string[][] };
}

/** A chart with its table one click away. */
export function ChartPanel({ title, hint, aside, height, option, table }: ChartPanelProps) {
  const { t } = useTranslation();
  const [reading, setReading] = useState(false);
  const verb = t(reading ? 'components.chart.picture' : 'components.chart.table');
  const Icon = reading ? IconChartBar : IconTable;
  return (
    <Panel
      title={title}
      hint={hint}
      aside={
        <Group gap="xs">
          {aside}
          <Tooltip label={verb}>
            <ActionIcon onClick={() => setReading(!reading)} aria-label={`${verb}: ${title}`}>
              <Icon size={16} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </Group>
      }
    >
      {reading ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex lint/a11y/useSemanticElements: what scrolls must be reachable by keyboard; a fieldset holds form fields
        <div role="group" style={{ height, overflow: 'auto' }} aria-label={title} tabIndex={0}>
          <FigureTable label={title} {...table} />
        </div>
      ) : (
        <Chart label={title} height={height} option={option} />
      )}
    </Panel>
  );
}

/** The figures of a chart, to be read. */
export function FigureTable({ label, head, rows }: { label: string; head: string[]; rows: string[][] }) {
  return (
    <Table stickyHeader verticalSpacing={4} aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          {head.map((each, column) => (
            <Table.Th key={each} ta={column > 0 ? 'right' : undefined}>
              {each}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row[0]}>
            {row.map((cell, column) => (
              <Table.Td key={head[column]} ta={column > 0 ? 'right' : undefined}>
                {cell}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
