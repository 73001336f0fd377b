import type writeExcelFile from 'write-excel-file/node';

/** The package does not export the type of a feature's file content; this is the feature of its many-sheets form. */
type WorkbookOptions = NonNullable<Parameters<typeof writeExcelFile>[1]>;
type Feature = NonNullable<WorkbookOptions['features']>[number];

const a4 = 9;

/**
 * Prints every sheet on A4 across, as wide as one page, as many pages down as it needs. In SpreadsheetML `sheetPr` is
 * the first element of a worksheet; `pageSetup` may be there already for the orientation.
 */
export const fitOnePage: Feature = {
  files: {
    transform: {
      'xl/worksheets/sheet{id}.xml': {
        transform: (xml) => withPageSetup(withFit(xml)),
      },
    },
  },
};

function withFit(xml: string): string {
  if (xml.includes('<sheetPr')) return xml;
  return xml.replace(/(<worksheet[^>]*>)/, '$1<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>');
}

function withPageSetup(xml: string): string {
  const setup = `<pageSetup paperSize="${a4}" orientation="landscape" fitToWidth="1" fitToHeight="0"/>`;
  return xml.replace(/<pageSetup[^>]*\/>/, setup);
}
