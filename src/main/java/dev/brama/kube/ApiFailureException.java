package dev.brama.kube;

/// The API server did not do what it was asked.
public final class ApiFailureException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient ApiFailure failure;

    ApiFailureException(ApiFailure failure, Throwable cause) {
        super(failure.sentence(), cause);
        this.failure = failure;
    }

    ApiFailureException(ApiFailure failure) {
        super(failure.sentence());
        this.failure = failure;
    }

    /// What went wrong.
    public ApiFailure failure() {
        return failure;
    }
}
