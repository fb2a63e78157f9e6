/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The originals of photos that an export replaced, kept until the user lets them go. Everything
 * blocks; one thread at a time. See DESIGN in amb-originals.c. */
#pragma once

#include <sys/stat.h>
#include <glib.h>

G_BEGIN_DECLS

typedef struct _AmbOriginals AmbOriginals;

/* folder: where the record is, in the file system's encoding; NULL: the user's state folder.
 * Nothing is opened yet. */
AmbOriginals *amb_originals_new (const char *folder);
void amb_originals_free (AmbOriginals *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbOriginals, amb_originals_free)

/* To be called before the file at path is replaced by next: when this returns TRUE, what is there
 * is on the disk under its content, unless it came itself from an original that is. Errors: those
 * of amb_keep_file, of the record; the message is a sentence that says that the photo was left as
 * it is. */
gboolean
amb_originals_keep (AmbOriginals *self, const char *path, const struct stat *next, GError **error);

/* What is known of the file at a path. */
typedef struct
{
  gboolean has_original; /* another one than what is there */
  char *version;         /* a word of its own for each file that was saved over the original there;
                            NULL: what is there was not */
} AmbOriginalFacts;

/* Nothing is made or set aside; what cannot be read is not known. */
void amb_originals_look_up (AmbOriginals *self, const char *path, AmbOriginalFacts *facts);

typedef enum
{
  AMB_RESTORE_FAILED,
  AMB_RESTORE_DONE,
  AMB_RESTORE_NOT_NEEDED, /* the file is its original */
} AmbRestore;

/* Puts the original back at path: its bytes, mode and time, in one step. What was there is kept
 * first; replaced (out, nullable, transfer full): its digest, NULL when nothing was there. digest:
 * nullable; such a version in place of the original. Errors: AMB_ERROR_NOT_FOUND, DAMAGED,
 * NOT_REGULAR, those of amb_keep_file and of publishing; the message is a sentence. */
AmbRestore amb_originals_restore (
    AmbOriginals *self, const char *path, const char *digest, char **replaced, GError **error);

/* Lets go of all that is kept of path. The photo itself stays. Errors: AMB_ERROR_NOT_FOUND when
 * there is nothing, WRITE. */
gboolean amb_originals_forget (AmbOriginals *self, const char *path, GError **error);

/* Where a version is kept. Transfer full. */
char *amb_originals_path (const char *digest);
/* A sentence about a record that had to be set aside since the last call, or NULL; transfer full.
 */
char *amb_originals_take_note (AmbOriginals *self);

G_END_DECLS
