const quote = text =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * A command as a person types it into a shell, to work on the data folder that this one works on.
 *
 * @param command - `portal` or `engines`
 * @param args - of the command, such as `restore` and a file
 */
export function formatCommandLine(
  command,
  args = [],
  environment = process.env,
) {
  const folder = environment.PORTAL_DATA?.trim();
  return [
    ...(folder ? [`PORTAL_DATA=${quote(folder)}`] : []),
    `npm run ${command}`,
    ...(args.length ? ['--', ...args.map(quote)] : []),
  ].join(' ');
}
