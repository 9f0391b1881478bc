/** Whether this is `make test`. Otherwise, as in `make test-all`, all cases are run. */
export const GATE = process.env['GATE'] === '1';
