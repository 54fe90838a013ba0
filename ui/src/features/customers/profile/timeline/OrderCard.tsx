import { useTranslation } from 'react-i18next';
import { useFormat } from '@/format/useFormat';
import type { Order } from './order';
import classes from './Timeline.module.css';

export function OrderCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rest = order.count - order.lines.length;
  if (order.count === 0) return null;
  return (
    <table className={classes.order}>
      <caption className="visually-hidden">{t('profile.order.lines')}</caption>
      <tbody>
        {order.lines.map((line) => (
          <tr key={line.key}>
            <td>{line.name}</td>
            <td>{line.quantity != null && `× ${format.number(line.quantity)}`}</td>
            <td>{line.price != null && format.money(line.price, order.currency)}</td>
          </tr>
        ))}
        {rest > 0 && (
          <tr>
            <td colSpan={3}>{t('profile.order.more', { count: rest })}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
