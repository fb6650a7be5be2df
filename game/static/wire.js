// The wire: one room's connection. It mends itself, sends again what was not answered, and keeps the
// server's time, whatever the phone's own clock says. Without sockets it asks by plain requests.

export const mark = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

export async function ask(path, body, token) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(path, { method: body ? "POST" : "GET", headers, body: body ? JSON.stringify(body) : undefined });
  const said = await answer.json();
  if (said.refused) throw Object.assign(new Error(said.refused.code), said.refused);
  return said;
}

export class Wire {
  constructor({ room, token, role, onParts, onState, onGone }) {
    Object.assign(this, { room, token, role, onParts, onState, onGone });
    this.parts = {};
    this.waiting = new Map();
    this.failures = 0;
    this.offset = 0;
    this.state = "connecting";
    this.ended = false;
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.wake(); });
    addEventListener("online", () => this.wake());
    this.open();
    setInterval(() => this.beat(), 10000);
  }

  now() { return performance.now() + this.offset; }

  // A message is never early, so the largest difference seen is nearest to the truth.
  hearTime(serverNow) {
    const seen = serverNow - performance.now();
    if (!this.offset || seen > this.offset || seen < this.offset - 2000) this.offset = seen;
  }

  setState(state) { if (state !== this.state) { this.state = state; this.onState?.(state); } }

  open() {
    if (this.ended) return;
    if (this.failures >= 3 && !this.everOpened) { this.poll(); return; }
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/wire`);
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify({ room: this.room, token: this.token, role: this.role }));
    socket.onmessage = (event) => { this.heardAt = performance.now(); this.hear(JSON.parse(event.data)); };
    socket.onclose = (event) => this.lost(socket, event);
    socket.onerror = () => {};
  }

  lost(socket, event) {
    if (socket !== this.socket || this.ended) return;
    if (event.code === 4401 && this.goneFor) { this.end(this.goneFor); return; }
    this.socket = null;
    this.failures += 1;
    this.setState("lost");
    setTimeout(() => this.open(), Math.min(3000, 200 * 2 ** Math.min(this.failures, 4)) * (0.5 + Math.random()));
  }

  end(code) { this.ended = true; this.setState("gone"); this.onGone?.(code); }

  wake() {
    if (this.ended || this.polling) return;
    if (!this.socket || this.socket.readyState > 1) this.open();
    else this.beat();
  }

  beat() {
    if (!this.socket || this.socket.readyState !== 1) return;
    if (this.pinged && performance.now() - this.pinged > 8000 && (this.heardAt || 0) < this.pinged) { this.socket.close(); return; }
    this.pinged = performance.now();
    this.socket.send(JSON.stringify({ ping: Math.round(this.pinged) }));
  }

  hear(message) {
    if (message.refused && !message.ack && !message.answer) {
      if (["wrong_token", "token_gone", "no_room"].includes(message.refused.code)) this.goneFor = message.refused.code;
      return;
    }
    if (message.now) this.hearTime(message.now);
    if (message.held) { this.setState("held"); return; }
    if (message.parts) this.take(message.parts);
    const id = message.ack ?? message.answer;
    const one = this.waiting.get(id);
    if (!one) return;
    this.waiting.delete(id);
    message.refused ? one.reject(Object.assign(new Error(message.refused.code), message.refused)) : one.resolve(message.found ?? message);
  }

  take(parts) {
    const first = this.state !== "on";
    this.everOpened = true;
    this.failures = 0;
    Object.assign(this.parts, parts);
    this.setState("on");
    if (first) for (const one of this.waiting.values()) this.send(one.message);
    this.onParts?.(this.parts, Object.keys(parts));
  }

  send(message) {
    if (this.polling) this.post(message);
    else if (this.socket?.readyState === 1 && this.everOpened) this.socket.send(JSON.stringify(message));
  }

  // An action is kept until it is answered, and goes out again with the same key after a break.
  act(action) { return this.request({ ...action, id: mark() }); }
  question(words, patience = 8000) { return this.request({ ...words, id: mark() }, patience); }

  request(message, patience = 0) {
    return new Promise((resolve, reject) => {
      this.waiting.set(message.id, { message, resolve, reject });
      if (patience) setTimeout(() => { if (this.waiting.delete(message.id)) reject(Object.assign(new Error("slow"), { code: "slow", words: {} })); }, patience);
      this.send(message);
    });
  }

  async post(message) {
    try {
      const said = await ask("/api/act", { ...message, room: this.room }, this.token);
      this.hear(said);
    } catch (error) {
      if (error.code && !["too_fast"].includes(error.code)) this.hear({ ack: message.id, refused: { code: error.code, words: error.words } });
      else setTimeout(() => { if (this.waiting.has(message.id)) this.post(message); }, 1500);
    }
  }

  async poll() {
    this.polling = true;
    let after = -1;
    while (!this.ended) {
      try {
        const said = await ask(`/api/look?room=${this.room}&role=${this.role}&after=${after}`, null, this.token);
        after = said.v;
        this.hearTime(said.now);
        this.take(said.parts);
      } catch (error) {
        if (["wrong_token", "no_room"].includes(error.code)) { this.end(error.code); return; }
        this.setState("lost");
        await new Promise((done) => setTimeout(done, 1500));
      }
    }
  }
}
