/** The data that server and board exchange, and what the modules of the board share. Read by the type checker only. */

/** A text in the language that it is truly in; the title of a card has soft hyphens in its long words. */
export interface Text { text: string; lang: string; divided?: string }
/** Wall times of the conference, "2027-05-01T09:30". */
export type Span = [start: string, end: string];

export interface Place { start: string | null; end: string | null; rooms: string[] }
export interface Session extends Place {
  id: string; title: Text; kind: string; kind_label: string; minutes: number | null; track: string | null;
  people: [id: string, role: string][]; pinned: boolean; cancelled: boolean; parts: number; confirmed: boolean;
  parent?: string | null; plenary?: boolean; audience?: number | null; untitled?: boolean;
}
export interface Room { id: string; name: Text; capacity: number | null; shared: boolean; closed: Span[] }
export interface Track { id: string; name: Text; colour: string | null; code: string }
export interface Person { id: string; name: Text; absent: Span[] }
export type Grade = "error" | "warning" | "note";
export interface Finding {
  key: string; rule: string; grade: Grade; text: string; remedy: string; lang: string; sessions: string[]; people: string[];
  rooms: string[]; place: boolean; edit: null | { page: string; id: string; field: string; words: string }; waived: null | { by: string; reason: string }; waiver: string;
}
export interface State {
  revision: string; number: number; language: string;
  conference: { id: string; title: Text; zone: string; days: { date: string; start: string; end: string }[] };
  me: { name: string; role: string };
  rooms: Room[]; tracks: Track[]; people: Person[]; sessions: Session[]; findings: Finding[];
  unreleased: number; release: string | null; script: string;
}

export type Edit =
  | { op: "place"; session: string; seen: Place; to: Place }
  | { op: "swap"; sessions: [string, string]; seen: [Place, Place] }
  | { op: "shift"; sessions: string[]; minutes: number; seen: Record<string, Place> }
  | { op: "pin"; session: string; pinned: boolean }
  | { op: "waive"; waiver: string; reason: string }
  | { op: "lift"; waiver: string };
export interface Request { id: string; edits: Edit[]; why: string }
/** A request of the queue: the sentence that describes it and the time at which it was made. */
export interface Waiting extends Request { label: string; at: string; undo?: number; apply?: { job: string; plan: string } }

export interface Changes { added: Finding[]; removed: string[] }
export interface Answer { number: number; revision: string; sessions: Session[]; findings: Changes }
export interface Change extends Answer { by: string; at: string; why: string; gone: string[]; reload?: boolean }
export interface Contested {
  kind: string; id: string; field: string; field_label: string; base: unknown; mine: unknown; theirs: unknown;
  base_text: string; mine_text: string; theirs_text: string; by: string; at: string;
}
export interface FoundPlace { start: string; end: string; rooms: string[]; added: Finding[]; removed: string[]; drawback: string; reasons: string[] }
export interface Presence { name: string; tab: string; lifted: string | null }
export interface Plan {
  key: string; title: string; moves: { session: string; from: Place; to: Place }[]; added: Finding[]; removed: string[];
  summary: string; gains: string[]; costs: string[]; unplaced: { sessions: string[]; why: string }[]; recorded: string[];
}
export interface Job { state: "running" | "done" | "failed" | "cancelled"; progress: number; message: string; plans: Plan[] }
export interface Entry { number: number; by: string; at: string; why: string; what: string[] }

export interface Urls {
  state: string; events: string; edits: string; trial: string; places: string; undo: string; plan: string; jobs: string;
  sessions: string; presence: string; forms: string; release: string; log: string; login: string;
}
export interface PageData {
  conference: string; language: string; edits: boolean; user: string; script: string; urls: Urls;
}

/** Something in a column of the grid; times in wall minutes, `lane` of `lanes` if it overlaps with others. */
export interface Item {
  key: string; session: Session; start: number; end: number; lane: number; lanes: number; parts: Item[]; stack: Session[];
}
export interface DayLayout { bands: Item[]; columns: Map<string, Item[]>; spans: AxisSpan[] }
/** A period that is at least `least` px tall; `idle` if only breaks fill it. */
export interface AxisSpan { start: number; end: number; least: number; idle?: boolean; heads?: number }
/** A place while a session is lifted, in wall minutes. */
export interface Target { start: number; end: number; rooms: string[] }
export interface Obstacle { start: number; end: number; kind: "person" | "closed" | "taken"; room: string | null; label: string; session?: string; names?: string[] }
