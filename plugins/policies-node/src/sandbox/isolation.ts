import { platform } from 'os';

/** What keeps a sandboxed program from the machine it runs on. */
export interface SandboxIsolation {
  /** It has no network, not even the loopback of the machine. */
  network: boolean;
  /** It sees no files but itself, what it is shown, its working folder and an empty `/tmp`. */
  files: boolean;
}

/** A way to start a program, and what it keeps away. */
export interface IsolationMode extends SandboxIsolation {
  name: 'isolated' | 'isolated with libraries' | 'without network' | 'open';
}

/** From the best on: the first that works with a program is used for it. */
export const ISOLATION_MODES: IsolationMode[] = [
  { name: 'isolated', network: true, files: true },
  // For programs that are not linked statically.
  { name: 'isolated with libraries', network: true, files: true },
  { name: 'without network', network: true, files: false },
  { name: 'open', network: false, files: false },
];

/*
 * The program gets a file system of its own: an empty one in memory, to which the program itself and its
 * working folder are bound, at the paths they have outside, so that arguments mean the same. Limits of
 * the kernel hold even while the portal is busy or gone: memory by RLIMIT_DATA, as Go reserves
 * address space in advance and does not start with a small RLIMIT_AS.
 */
const SCRIPT = `
set -e
mode=$1 root=$2 work=$3 program=$4 data=$5 cpu=$6 nice=$7 shown=$8
shift 8
case $mode in
isolated*)
  mount -t tmpfs -o size=16m,mode=0755 tmpfs "$root"
  mkdir -p "$root$work" "$root/tmp" "$root/dev" "$root\${program%/*}"
  : > "$root$program"
  : > "$root/dev/null"
  mount --bind "$program" "$root$program"
  mount --bind "$work" "$root$work"
  mount --bind /dev/null "$root/dev/null"
  while [ $shown -gt 0 ]; do
    if [ ! -e "$root$1" ]; then
      if [ -d "$1" ]; then
        mkdir -p "$root$1"
      else
        mkdir -p "$root\${1%/*}"
        : > "$root$1"
      fi
      mount --bind "$1" "$root$1"
      mount -o remount,bind,ro "$root$1"
    fi
    shift
    shown=$((shown - 1))
  done
  case $mode in *libraries)
    for folder in /usr/lib /usr/lib64 /lib /lib64; do
      if [ -L $folder ]; then
        cp -P $folder "$root$folder"
      elif [ -d $folder ]; then
        mkdir -p "$root$folder"
        mount --rbind $folder "$root$folder"
      fi
    done
  esac
  set -- unshare --root="$root" --wd="$work" -- "$program" "$@"
  ;;
*)
  shift $shown
  set -- "$program" "$@"
  ;;
esac
[ $nice = 0 ] || set -- nice -n $nice "$@"
if setpriv --pdeathsig KILL --no-new-privs true 2>/dev/null; then
  set -- setpriv --pdeathsig KILL --no-new-privs -- "$@"
fi
ulimit -c 0
[ $cpu = 0 ] || ulimit -t $cpu
ulimit -d $data
exec "$@"
`;

/** The pages of the program itself, which count as memory and not as data. */
const PROGRAM_MB = 32;

/** The command that starts a program in a mode, with the limits of the kernel. */
export function isolate(
  mode: IsolationMode,
  options: {
    binary: string;
    args: string[];
    work: string;
    root: string;
    /** At least 160: below that, programs in Go do not start. */
    memoryMb: number;
    /** Seconds of processor time; undefined for no limit. */
    cpuSeconds?: number;
    /** Further files and folders that it reads. */
    readOnly?: string[];
    /** How far it stands back behind others, up to 19. */
    niceness?: number;
  },
): { command: string; args: string[] } {
  const { binary, args, work, root, memoryMb, cpuSeconds = 0 } = options;
  const { readOnly = [], niceness = 0 } = options;
  if (platform() === 'win32') {
    return { command: binary, args };
  }
  const script = [
    ...['-c', SCRIPT, 'sandbox', mode.name, root, work, binary],
    String(Math.round((memoryMb - PROGRAM_MB) * 1_024)),
    String(Math.ceil(cpuSeconds)),
    String(niceness),
    String(readOnly.length),
    ...readOnly,
    ...args,
  ];
  return mode.network
    ? {
        command: 'unshare',
        args: [
          ...['--user', '--map-root-user', '--net', '--ipc', '--uts'],
          ...['--mount', '--', 'sh', ...script],
        ],
      }
    : { command: 'sh', args: script };
}
