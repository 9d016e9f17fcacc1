/** Where the documentation is to be read, for those who have a report but not the repository. */
import { reasonLink } from 'eslint-plugin-safely-close/rewrite';
import type { ReasonId } from 'eslint-plugin-safely-close/rewrite';

const repository = 'https://github.com/safely-close/safely-close';

/** The address at which a reason is explained. */
export const reasonUrl = (id: ReasonId): string => `${repository}/blob/main/${reasonLink(id)}`;

/** The address of the JSON report's schema. */
export const reportSchemaUrl = `${repository}/raw/main/codemods/reports/report.schema.json`;
