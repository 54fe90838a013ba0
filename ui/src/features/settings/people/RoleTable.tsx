import { Card, Skeleton, Table } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '@/components/ProblemNotice';
import { TableScroll } from '@/components/TableScroll';
import { rolesQuery } from './people';
import classes from './RoleTable.module.css';

const areaOf = (permission: string) => permission.split('.')[0] ?? '';

const GROUPS = [
  { group: 'overview', of: ['overview', 'goals'] },
  { group: 'customers', of: ['customers'] },
  { group: 'data', of: ['sources', 'inventory', 'imports', 'connections', 'dictionary', 'quality'] },
  { group: 'workspace', of: ['settings', 'users', 'audit', 'system'] },
];

/** Who may do what, as one table that a person can read. */
export function RoleTable() {
  const { t } = useTranslation();
  const { data: table, error, refetch } = useQuery(rolesQuery);
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!table) return <Skeleton height={320} />;
  return (
    <Card padding={0}>
      <TableScroll least={900} label={t('settings.people.roles')}>
        <Table highlightOnHover className={classes.table} aria-label={t('settings.people.roles')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('settings.people.may')}</Table.Th>
              {table.roles.map(({ key }) => (
                <Table.Th key={key} className={classes.role}>
                  {t(`settings.roles.${key}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {GROUPS.map(({ group, of }) => (
              <Fragment key={group}>
                <Table.Tr>
                  <Table.Th colSpan={table.roles.length + 1} scope="rowgroup" className={classes.group}>
                    {t(`settings.permissionGroups.${group}`)}
                  </Table.Th>
                </Table.Tr>
                {table.permissions
                  .filter(({ key }) => of.includes(areaOf(key)))
                  .map(({ key }) => (
                    <Table.Tr key={key}>
                      <Table.Td>{t(`settings.permissions.${key.replace('.', '_')}`)}</Table.Td>
                      {table.roles.map((role) => (
                        <Table.Td key={role.key} className={classes.role}>
                          {role.permissions.includes(key) ? (
                            <IconCheck
                              size={16}
                              className={classes.yes}
                              role="img"
                              aria-label={t('components.true')}
                            />
                          ) : (
                            <span className="visually-hidden">{t('components.false')}</span>
                          )}
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  ))}
              </Fragment>
            ))}
          </Table.Tbody>
        </Table>
      </TableScroll>
    </Card>
  );
}
