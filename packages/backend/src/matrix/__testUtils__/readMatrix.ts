import { readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';

/** Who may call a route, and how it is called. */
export interface MatrixRow {
  /** As `routesOf` tells it; `*` stands for the id of any plugin. */
  route: string;
  /** Roles that the route is for, or the name of a group of them. */
  allow: string | string[];
  /** What single roles are told that is neither 401 for nobody nor 403. */
  instead?: Record<string, 401 | 403>;
  /** Values of parameters; what begins with a dollar sign is made by `Fixtures`. */
  at?: Record<string, string>;
  query?: string;
  /** Body; `files` in it are those of a change. */
  send?: unknown;
  /** Method of the call for what is mounted without being a route. */
  method?: string;
  /** The row is about routes that only wait or answer by redirects, and is not called. */
  waits?: boolean;
}

interface Content {
  roles: string[];
  /** Roles that are nobody. */
  unknown: string[];
  groups: Record<string, Array<string | string[]>>;
  rows: MatrixRow[];
}

/** Who may call what, as people wrote it down. */
export class Matrix {
  static read(): Matrix {
    return new Matrix(
      parse(
        readFileSync(join(__dirname, '../permissions.matrix.yaml'), 'utf8'),
      ),
    );
  }

  private constructor(private readonly content: Content) {}

  get roles(): string[] {
    return this.content.roles;
  }

  get rows(): MatrixRow[] {
    return this.content.rows;
  }

  /** The row of a route: that with its very name before one with a `*`. */
  rowsOf(route: string): MatrixRow[] {
    const exact = this.rows.filter(row => row.route === route);
    return exact.length
      ? exact
      : this.rows.filter(row => covers(row.route, route));
  }

  /** @returns 401 for who is nobody, 403 for everybody else the row is not for, undefined for those it is */
  refusal(row: MatrixRow, role: string): 401 | 403 | undefined {
    const { groups, unknown } = this.content;
    const allowed = [row.allow]
      .flat()
      .flatMap(name => groups[name]?.flat() ?? [name]);
    if (allowed.includes(role)) {
      return undefined;
    }
    return row.instead?.[role] ?? (unknown.includes(role) ? 401 : 403);
  }

  /** Names in rows that are neither a role nor a group. */
  strangeNames(): string[] {
    const { roles, groups } = this.content;
    const names = this.rows
      .flatMap(({ allow }) => allow)
      .filter(name => !(name in groups));
    return [...names, ...Object.values(groups).flat(2)].filter(
      name => !roles.includes(name),
    );
  }
}

function covers(pattern: string, route: string): boolean {
  const expression = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\\\*/g, '[a-z-]+');
  return new RegExp(`^${expression}$`).test(route);
}
