// A small web client: matrix-js-sdk in a page, which shows a room as people see it, and lets them write and press.
import * as sdk from "matrix-js-sdk";
import { OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";

const { url, user, device, token, password, bot } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const client = sdk.createClient({ baseUrl: url, userId: user, deviceId: device, accessToken: token });
await client.initRustCrypto({ useIndexedDB: false });
const crypto = client.getCrypto();
crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
const auth = { type: "m.login.password", identifier: { type: "m.id.user", user }, password };
await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: async (call) => { await call(auth); } });
await client.startClient({ initialSyncLimit: 50, threadSupport: false });
const { room_id: room } = await client.createRoom({
  preset: "private_chat", name: "The team", invite: [bot],
  initial_state: [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }],
});

const element = (name, facts, ...inside) => {
  const made = Object.assign(document.createElement(name), facts);
  made.append(...inside);
  return made;
};

const reactions = (events, id) => {
  const signs = new Set();
  for (const event of events) {
    const relation = event.getWireContent()["m.relates_to"] ?? {};
    if (event.getType() === "m.reaction" && relation.event_id === id) signs.add(relation.key);
  }
  const press = (key) => client.sendEvent(room, "m.reaction", {
    "m.relates_to": { rel_type: "m.annotation", event_id: id, key },
  });
  return [...signs].map((sign) => element("button", { textContent: sign, onclick: () => press(sign) }));
};

const message = async (event, events) => {
  const info = event.isEncrypted() ? await crypto.getEncryptionInfoForEvent(event) : null;
  const warning = event.isDecryptionFailure() ? "unreadable" : info?.shieldColour ? "shield" : "";
  const { body, formatted_body: formatted } = event.getContent();
  const text = element("div", formatted ? { innerHTML: formatted } : { textContent: body });
  const facts = { id: event.getId(), className: warning };
  return element("article", facts, element("b", { textContent: event.getSender() }), text, ...reactions(events, event.getId()));
};

const draw = async () => {
  const events = client.getRoom(room)?.getLiveTimeline().getEvents() ?? [];
  for (const event of events) await client.decryptEventIfNeeded(event);
  const messages = events.filter((e) => e.getType() === "m.room.message" && !e.isRelation("m.replace") && !e.isRedacted());
  document.body.replaceChildren(...(await Promise.all(messages.map((event) => message(event, events)))));
};

window.room = room;
window.say = (body) => client.sendMessage(room, { msgtype: "m.text", body, "m.mentions": {} });
window.joined = () => client.getRoom(room)?.getMember(bot)?.membership === "join";
window.draw = draw;
document.title = "ready";
