// The clock: what is left of a phase by the server's time.

export function left(room, now) {
  if (!room.ms) return null;
  return Math.max(0, room.paused ? room.left : room.ends - now);
}

export function text(ms) {
  if (ms === null) return "";
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
