/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch over the fault worker, in a folder of its own. */
#pragma once

#include "amb-batch.h"
#include "pool-fixture.h"

#define WHOLE "a whole picture\n" /* what the fault worker writes */

typedef struct
{
  PoolFixture pool;
  char *root;
  char *out;
  guint fds;
  AmbExportSettings *settings;
  AmbBatch *batch;
  GHashTable *highest; /* AmbBatchItem -> the highest permille seen */
  GHashTable *final;   /* AmbBatchItem: those that said so */
  guint shown;         /* of the whole */
  guint n_finished;
} BatchFixture;

void batch_fixture_set_up (BatchFixture *self, gconstpointer data);
void batch_fixture_tear_down (BatchFixture *self, gconstpointer data);
/* A file that passes for a JPEG and tells the fault worker what to do. Transfer full: its path. */
char *put (BatchFixture *self, const char *name, const char *lines);
/* To the batch, by its name in the fixture's folder. */
void add (BatchFixture *self, const char *name);
/* Both. */
void put_and_add (BatchFixture *self, const char *name, const char *lines);
/* Borrowed: the batch holds it. */
AmbBatchItem *item (BatchFixture *self, guint index);
/* A condition for wait_until (). */
gboolean is_finished (gpointer data);
/* From the start to the end. */
void run (BatchFixture *self);
/* The first item is well under way. A condition for wait_until (). */
gboolean is_far (gpointer data);
void assert_output (BatchFixture *self, const char *name, const char *expected);
/* Hidden ones count. */
void assert_n_outputs (BatchFixture *self, guint expected);
void assert_state (BatchFixture *self, guint index, AmbItemState state);
/* Before a retry: what was final may change once more. */
void expect_another_try (BatchFixture *self);
