/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a batch is after the program died. */
#pragma once

#include "amb-ledger-job.h"

G_BEGIN_DECLS

/* Blocking: looks for the outputs that were about to get their names. Jobs whose output has its
 * name are done, other unfinished ones are queued. */
void amb_ledger_recover (AmbLedgerSnapshot *snapshot);
/* What failed because of the machine (space, memory) is queued. */
void amb_ledger_retry_machine_faults (AmbLedgerSnapshot *snapshot);

G_END_DECLS
