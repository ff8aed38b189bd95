// Somebody at a client that is not ours: matrix-js-sdk with its Rust crypto. One JSON command a line in, one answer out.
import readline from "node:readline";

Promise.withResolvers ??= () => {
  let resolve, reject;
  const promise = new Promise((yes, no) => { resolve = yes; reject = no; });
  return { promise, resolve, reject };
};
const keep = console.log.bind(console);
for (const level of ["log", "info", "warn", "error", "debug", "trace"]) console[level] = () => {};

const sdk = await import("matrix-js-sdk");
const { CryptoEvent, OnlySignedDevicesIsolationMode, AllDevicesIsolationMode } = await import(
  "matrix-js-sdk/lib/crypto-api/index.js"
);

let client, crypto;
const refused = {}; // why a room could not be joined, by its id

const entered = new Set(); // the rooms that could be

const join = (room) => client.joinRoom(room).then(
  () => entered.add(room),
  (error) => { refused[room] = String(error?.message ?? error); },
);
// Synapse may tell of the state before the join once more, where something was said at that moment; the client then
// takes itself for invited, although it is there and is told all that is said.
const membership = (room) => room.getMyMembership() === "invite" && entered.has(room.roomId) ? "join" : room.getMyMembership();

const clear = async (event) => {
  if (event.isEncrypted()) await client.decryptEventIfNeeded(event);
  const info = event.isEncrypted() && !event.isDecryptionFailure() ? await crypto.getEncryptionInfoForEvent(event) : null;
  return {
    id: event.getId(),
    sender: event.getSender(),
    type: event.getType(),
    content: event.getContent(),
    failed: event.isDecryptionFailure() ? event.decryptionFailureReason : null,
    shield: info ? info.shieldColour : null,
  };
};

const does = {
  async start({ url, user, device, token, password, signed = true, crossSign = true }) {
    client = sdk.createClient({ baseUrl: url, userId: user, deviceId: device, accessToken: token });
    await client.initRustCrypto({ useIndexedDB: false });
    crypto = client.getCrypto();
    if (signed) crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
    else crypto.setDeviceIsolationMode(new AllDevicesIsolationMode(false));
    if (crossSign) {
      const auth = { type: "m.login.password", identifier: { type: "m.id.user", user }, password };
      await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: async (call) => { await call(auth); } });
    }
    client.on("RoomMember.membership", (_, member) => {
      if (member.userId === user && member.membership === "invite") void join(member.roomId);
    });
    const ready = new Promise((yes) => client.on("sync", (state) => state === "PREPARED" && yes()));
    await client.startClient({ initialSyncLimit: 50, threadSupport: false });
    await ready;
    return { cross: await crypto.isCrossSigningReady() };
  },
  async rooms() {
    for (const room of client.getRooms()) // a homeserver that is busy may have refused the first time
      if (membership(room) === "invite") await join(room.roomId);
    return client.getRooms().map((room) => ({
      id: room.roomId, mine: membership(room), refused: refused[room.roomId] ?? null, encrypted: room.hasEncryptionStateEvent(),
      members: room.getMembers().map((m) => [m.userId, m.membership]),
    }));
  },
  async direct({ user }) {
    const { room_id } = await client.createRoom({
      preset: "trusted_private_chat", invite: [user], is_direct: true,
      initial_state: [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }],
    });
    while (!client.getRoom(room_id)?.getMember(user)) await new Promise((yes) => setTimeout(yes, 20));
    return { room: room_id };
  },
  async team({ name, users }) {
    const { room_id } = await client.createRoom({
      preset: "private_chat", name, invite: users,
      initial_state: [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }],
    });
    return { room: room_id };
  },
  async join({ room }) { return { room: (await client.joinRoom(room)).roomId }; },
  async say({ room, text, thread = null }) {
    const content = { msgtype: "m.text", body: text, "m.mentions": {} };
    return { id: (await client.sendMessage(room, thread, content)).event_id };
  },
  async edit({ room, event, text }) {
    const words = { msgtype: "m.text", body: text, "m.mentions": {} };
    const relation = { rel_type: "m.replace", event_id: event };
    const content = { ...words, body: `* ${text}`, "m.new_content": words, "m.relates_to": relation };
    return { id: (await client.sendMessage(room, content)).event_id };
  },
  async react({ room, event, sign }) {
    const content = { "m.relates_to": { rel_type: "m.annotation", event_id: event, key: sign } };
    return { id: (await client.sendEvent(room, "m.reaction", content)).event_id };
  },
  async redact({ room, event }) { return { id: (await client.redactEvent(room, event)).event_id }; },
  async seen({ room }) {
    const found = client.getRoom(room);
    const created = found?.getLiveTimeline().getEvents().some((event) => event.getType() === "m.room.create");
    if (found && !created) await client.scrollback(found, 50); // as an app does to fill its screen
    return found ? await Promise.all(found.getLiveTimeline().getEvents().map(clear)) : [];
  },
  async stop() { client.stopClient(); return {}; },
};

void CryptoEvent;
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { act, ...rest } = JSON.parse(line);
  try {
    keep(JSON.stringify({ ok: await does[act](rest) }));
  } catch (error) {
    keep(JSON.stringify({ error: String(error?.message ?? error) }));
  }
  if (act === "stop") process.exit(0);
}
