// Sends every call once with @segment/analytics-node: node send.mjs URL ORDER
import { Analytics } from "@segment/analytics-node";

const [url, order] = process.argv.slice(2);
const analytics = new Analytics({ writeKey: "KEY", host: url });
analytics.on("error", (error) => {
  console.error(error);
  process.exitCode = 1;
});
const userId = "customer-1";
analytics.identify({ userId, traits: { email: "ann@example.com" } });
analytics.track({ userId, event: "Order Completed", properties: JSON.parse(order) });
analytics.page({ userId, name: "Home", properties: { url: "https://shop.example/" } });
analytics.screen({ userId, name: "Basket" });
analytics.group({ userId, groupId: "acme", traits: { plan: "pro" } });
analytics.alias({ userId, previousId: "visitor-1" });
await analytics.closeAndFlush();
