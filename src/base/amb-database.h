/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A state file: an SQLite database that is opened when it is first needed and set aside when it is
 * damaged. Everything blocks; one thread at a time. Its library is not the worker's. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef struct _AmbDatabase AmbDatabase;

/* What a kind of file holds. Static. */
typedef struct
{
  const char *schema; /* statements that bring an older or an empty file to format; repeatable */
  int format;         /* of this version, in the file's user_version */
  int application;    /* the file's application_id, which schema sets; 0: any */
  /* A sentence, transfer full: the file was set aside as name, because it is of a newer version or
   * else damaged. */
  char *(*say_set_aside) (const char *name, gboolean is_newer);
} AmbDatabaseKind;

typedef enum
{
  AMB_DATABASE_DEFAULT = 0,
  AMB_DATABASE_ONE_USER = 1 << 0, /* at a time: another one gets AMB_DATABASE_IN_USE */
  AMB_DATABASE_TO_READ = 1 << 1,  /* makes nothing, changes nothing, sets nothing aside */
  AMB_DATABASE_TO_RESUME = 1 << 2 /* the file must be there */
} AmbDatabaseFlags;

/* What connecting answers besides SQLite's codes. */
enum
{
  AMB_DATABASE_IN_USE = -1,  /* another process has it */
  AMB_DATABASE_FOREIGN = -2, /* another program's; to read: also one that holds nothing */
  AMB_DATABASE_CLOSED = -4,  /* to read: only who may write to it can read it now */
  AMB_DATABASE_NEWER = -3,   /* to read or to resume: of a format that this version does not know */
};

/* Nothing is opened yet. path: in the file system's encoding; kind: borrowed. */
AmbDatabase *
amb_database_new (const char *path, const AmbDatabaseKind *kind, AmbDatabaseFlags flags);
void amb_database_free (AmbDatabase *self);
/* A sentence about a file that had to be set aside since the last call, or NULL; transfer full. */
char *amb_database_take_note (AmbDatabase *self);

/* SQLITE_OK when it is open or could be opened; its folder is made if needed. A file that SQLite
 * finds damaged, or (unless it is to be read or resumed) of a newer format, is renamed and a new
 * one begun. On a network file system one process at a time has the file, because its processes
 * cannot share memory. */
int amb_database_connect (AmbDatabase *self);
/* After any failure: the next connect tries again. */
void amb_database_disconnect (AmbDatabase *self);
/* Borrowed; NULL unless it is open. */
sqlite3 *amb_database_get (AmbDatabase *self);
/* TRUE when code says that the open file is damaged: it was set aside and what was attempted is
 * worth another try. attempt: 0 for the first. */
gboolean amb_database_is_worth_retrying (AmbDatabase *self, int code, guint attempt);
/* What code means, for people; untranslated. Borrowed until the next call. */
const char *amb_database_describe (AmbDatabase *self, int code);

/* Statements, on an open database. Each function answers an SQLite code. */
typedef sqlite3_stmt AmbStatement;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbStatement, sqlite3_finalize)

int amb_database_execute (AmbDatabase *self, const char *sql);
/* types: one letter for each value: i a gint64, s a string, b a string of bytes that need not be
 * UTF-8; a NULL string is NULL. Copied. NULL on failure, which step and finish then answer. */
AmbStatement *amb_database_prepare (AmbDatabase *self, const char *sql, const char *types, ...);
int amb_database_step (AmbDatabase *self, AmbStatement *statement);
/* Of a statement that answers no row; takes it. SQLITE_OK when it is complete. */
int amb_database_finish (AmbDatabase *self, AmbStatement *statement);

G_END_DECLS
