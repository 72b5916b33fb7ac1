/** The file of a backup that says what is in it. */
export const MANIFEST = 'backup.json';
const FORMAT = 'policy-portal-backup/1';

const isRecord = value =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Writes what is in a backup: each file with its SHA-256. */
export function formatManifest(files) {
  return JSON.stringify(
    {
      format: FORMAT,
      createdAt: new Date().toISOString(),
      files: Object.fromEntries(files),
    },
    null,
    2,
  );
}

/**
 * Reads what is in a backup.
 *
 * @returns `createdAt`, and `files` as a map; or `fault`, why it cannot be read
 */
export function parseManifest(text) {
  const damaged = { fault: `"${MANIFEST}" in it is damaged` };
  let manifest;
  try {
    manifest = JSON.parse(text);
  } catch {
    return damaged;
  }
  if (!isRecord(manifest)) {
    return damaged;
  }
  const { format, createdAt, files } = manifest;
  if (typeof format === 'string' && format !== FORMAT) {
    return {
      fault: `it is of the format ${JSON.stringify(
        format,
      )}, and this portal reads "${FORMAT}"`,
    };
  }
  if (
    format !== FORMAT ||
    !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(createdAt) ||
    !isRecord(files)
  ) {
    return damaged;
  }
  return { createdAt, files: new Map(Object.entries(files)) };
}
