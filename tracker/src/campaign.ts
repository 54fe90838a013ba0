/** The campaign and the click ids in a page's address. */
import type { Properties } from './types';

const CLICK_IDS =
  /^(gclid|gbraid|wbraid|dclid|fbclid|ttclid|msclkid|yclid|twclid|li_fat_id|ScCid|epik|rdt_cid|tblci|obclid)$/;

export interface Arrival {
  campaign?: Properties;
  clickIds?: Properties;
}

/** What brought the visitor, by the query (`?utm_source=…`); {} when it does not say. */
export function arrivalOf(search: string): Arrival {
  const campaign: Properties = {};
  const clickIds: Properties = {};
  new URLSearchParams(search).forEach((value, name) => {
    const utm = /^utm_(\w+)/.exec(name)?.[1];
    if (!value) return;
    if (utm) campaign[utm === 'campaign' ? 'name' : utm] = value.slice(0, 200);
    else if (CLICK_IDS.test(name)) clickIds[name] = value.slice(0, 300);
  });
  const found: Arrival = {};
  if (Object.keys(campaign).length) found.campaign = campaign;
  if (Object.keys(clickIds).length) found.clickIds = clickIds;
  return found;
}
