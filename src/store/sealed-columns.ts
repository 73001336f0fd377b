/** Every column that holds values sealed with the key ring. A test compares this with the database. */
export const sealedColumns = [
  { table: 'FaceTemplate', column: 'embedding' },
  { table: 'Observation', column: 'embedding' },
  { table: 'Camera', column: 'password' },
  { table: 'Camera', column: 'lastFrame' },
  { table: 'Camera', column: 'usualViews' },
  { table: 'LiveCapture', column: 'picture' },
  { table: 'LiveCaptureFrame', column: 'picture' },
] as const;

/** Columns of bytes that are no secrets: files for those who may read the records anyway. */
export const plainByteColumns = [{ table: 'Report', column: 'file' }] as const;

export type SealedColumn = (typeof sealedColumns)[number];
