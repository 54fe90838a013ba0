/** The name of what happened to a product as a key of the messages: `Price Dropped` → `price_dropped`. */
export const happeningKey = (name: string) => name.toLowerCase().replace(/\s+/g, '_');
