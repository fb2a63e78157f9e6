/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a batch is after the program died. */
#pragma once

#include "amb-ledger-job.h"

G_BEGIN_DECLS

/* Blocking: looks for the outputs that were about to get their names. Jobs whose output has its
 * name are done, other unfinished ones are queued. */
void amb_ledger_recover (AmbLedgerSnapshot *snapshot);
/* Blocking: what failed because of the machine (space, memory), or because its photo was not there
 * and is now, is queued. */
void amb_ledger_retry (AmbLedgerSnapshot *snapshot);

G_END_DECLS
